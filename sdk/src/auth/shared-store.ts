import { VibeError } from '../errors.js';
import type { StoredSession } from './session.js';
import type { TokenStore } from './store.js';

const TABLE = 'session';

/**
 * One session for all tabs, which survives the browser's end. Convenient, and for personal devices only. It is IndexedDB
 * and not local storage, because a tab may see another's writes to the latter late, and would then use a refresh token
 * again that the other has just used up.
 */
export function sharedTokenStore(clientId: string): TokenStore {
  const name = `vibe:session:${clientId}`;
  const channel = new BroadcastChannel(name);
  let database: Promise<IDBDatabase> | null = null;

  async function use<T>(
    mode: IDBTransactionMode,
    task: (table: IDBObjectStore) => IDBRequest<T>,
  ): Promise<T> {
    database ??= open(name).catch((cause: unknown) => {
      database = null;
      throw new VibeError('storage_unavailable', 'This browser does not let the app store anything', {
        cause,
      });
    });
    const transaction = (await database).transaction(TABLE, mode);
    const request = task(transaction.objectStore(TABLE));
    return new Promise((resolve, reject) => {
      // Complete, and not merely successful: only then do other tabs see it.
      transaction.oncomplete = () => resolve(request.result);
      transaction.onabort = () => reject(transaction.error);
    });
  }

  return {
    shared: true,
    load: async () => (await use<StoredSession | undefined>('readonly', (table) => table.get(TABLE))) ?? null,
    save: async (session) => {
      await use('readwrite', (table) => table.put(session, TABLE));
      channel.postMessage('changed');
    },
    clear: async () => {
      await use('readwrite', (table) => table.delete(TABLE));
      channel.postMessage('changed');
    },
    onChange: (listener) => channel.addEventListener('message', () => listener()),
  };
}

function open(name: string): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(name, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(TABLE);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
