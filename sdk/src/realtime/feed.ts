import { CloseCode, type HubMessage, type HubRequest, type LiveEvent } from './messages.js';

/** Documents whose last rev a feed remembers; more than are likely to be sent twice after a reconnect. */
const REMEMBERED = 2000;

/** One subscription: its place in the stream, and what of the stream its handler has not had yet. */
export class Feed {
  readonly id: string;
  readonly types: readonly string[];
  readonly #handler: (event: LiveEvent) => void;
  readonly #revs = new Map<string, string>();
  #cursor: string | null = null;
  #resetDue = true;
  /** Whether the hub has taken this subscription on the present connection. */
  live = false;

  constructor(id: string, types: readonly string[], handler: (event: LiveEvent) => void) {
    this.id = id;
    this.types = types;
    this.#handler = handler;
  }

  /** The message that begins the feed, or takes it up again where it was. */
  request(): string {
    const request: HubRequest = { action: 'subscribe', id: this.id, types: this.types, since: this.#cursor };
    return JSON.stringify(request);
  }

  /** The hub no longer knows our cursor. The handler hears of it when the feed runs again: a list read then misses nothing. */
  forget(): void {
    this.#cursor = null;
    this.#resetDue = true;
    this.#revs.clear();
  }

  subscribed(cursor: string): void {
    this.live = true;
    // When resuming, this cursor is the present, and the past up to it is still on its way to us.
    this.#cursor ??= cursor;
    if (!this.#resetDue) return;
    this.#resetDue = false;
    this.#emit({ event: 'reset' });
  }

  change(message: Extract<HubMessage, { event: 'change' }>): void {
    const { document, kind, cursor } = message;
    this.#cursor = cursor;
    // At least once is what the hub promises; once is what the handler sees.
    if (this.#revs.get(document.id) === document.rev) return;
    this.#revs.delete(document.id);
    this.#revs.set(document.id, document.rev);
    if (this.#revs.size > REMEMBERED) this.#revs.delete(this.#revs.keys().next().value ?? '');

    if ('deleted' in document) this.#emit({ event: 'change', kind: 'deleted', document });
    else this.#emit({ event: 'change', kind: kind === 'created' ? 'created' : 'updated', document });
  }

  fail(code: string, title: string): void {
    this.#emit({ event: 'error', code, title });
  }

  /** An error of the app's handler is the app's: it goes where its other uncaught ones go, and not into our socket. */
  #emit(event: LiveEvent): void {
    try {
      this.#handler(event);
    } catch (error) {
      queueMicrotask(() => {
        throw error;
      });
    }
  }
}

/** Nothing is to be gained by connecting again. */
export function isFinal(closeCode: number): boolean {
  return closeCode === CloseCode.messageInvalid || closeCode === CloseCode.grantRevoked;
}
