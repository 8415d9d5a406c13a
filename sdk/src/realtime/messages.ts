import type { Data, VibeDocument } from '../documents.js';

/** What the hub sends (`contract/hub`). */
export type HubMessage =
  | { readonly event: 'subscribed'; readonly id: string; readonly cursor: string }
  | {
      readonly event: 'change';
      readonly id: string;
      readonly kind: string;
      readonly cursor: string;
      readonly document: VibeDocument | DeletedDocument;
    }
  /** To be put into the proof of a renewal whose nonce was too old; only for a token that is bound to a key. */
  | { readonly event: 'nonce'; readonly nonce: string }
  | { readonly event: 'error'; readonly id: string | null; readonly code: string; readonly title: string };

/** What is said to the hub (`contract/hub`). */
export type HubRequest =
  | {
      readonly action: 'subscribe';
      readonly id: string;
      readonly types: readonly string[];
      readonly since: string | null;
    }
  /** `proof` (RFC 9449) where the token is bound to a key: of the GET that opened the socket, with this token's hash. */
  | { readonly action: 'renew'; readonly token: string; readonly proof?: string };

/** What is left of a document that was deleted. */
export type DeletedDocument = Omit<VibeDocument, 'data'> & { readonly deleted: true };

/** What a subscriber gets. */
export type LiveEvent<T extends Data = Data> =
  | { readonly event: 'change'; readonly kind: 'created' | 'updated'; readonly document: VibeDocument<T> }
  | { readonly event: 'change'; readonly kind: 'deleted'; readonly document: DeletedDocument }
  /** From here on nothing is missed, but something before may have been: list again. The first event of all. */
  | { readonly event: 'reset' }
  /** The hub refuses this subscription; nothing comes after this. */
  | { readonly event: 'error'; readonly code: string; readonly title: string };

/** Close codes of the hub (`contract/hub/close-codes.json`). */
export const CloseCode = {
  messageInvalid: 4400,
  tokenExpired: 4401,
  signedOut: 4402,
  grantRevoked: 4403,
  tooSlow: 4408,
  serviceRestart: 1012,
} as const;

/** Null for what a newer hub may send and we do not know. */
export function parseMessage(text: unknown): HubMessage | null {
  if (typeof text !== 'string') return null;
  let message: Partial<Record<string, unknown>>;
  try {
    message = JSON.parse(text) ?? {};
  } catch {
    return null;
  }
  const isText = (value: unknown) => typeof value === 'string';
  switch (message['event']) {
    case 'subscribed':
      return isText(message['id']) && isText(message['cursor']) ? (message as HubMessage) : null;
    case 'change': {
      const document = message['document'] as Partial<VibeDocument> | undefined;
      const complete = isText(message['id']) && isText(message['cursor']) && isText(document?.id);
      return complete && isText(document?.rev) ? (message as HubMessage) : null;
    }
    case 'nonce':
      return isText(message['nonce']) ? (message as HubMessage) : null;
    case 'error':
      return isText(message['code'])
        ? {
            event: 'error',
            id: isText(message['id']) ? (message['id'] as string) : null,
            code: message['code'] as string,
            title: isText(message['title']) ? (message['title'] as string) : '',
          }
        : null;
    default:
      return null;
  }
}
