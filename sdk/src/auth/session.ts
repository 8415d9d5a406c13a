import type { Permission } from '../permission.js';

/** Who is signed in and what they allowed this app; it holds no token. */
export interface Session {
  readonly person: Person;
  /** What the person has allowed, which may be less than what was asked for. */
  readonly permissions: readonly Permission[];
  /** When the current access token ends. The SDK renews it; this is no end of the session. */
  readonly expiresAt: Date;
}

export interface Person {
  /** The person's id at this cloud, the same in every app. */
  readonly id: string;
  readonly did: string;
  /** Only if the app may know it. */
  readonly name: string | null;
  /** They have no account yet: only this browser leads back to what they do, until `signIn({ prompt: 'create' })`. */
  readonly guest: boolean;
}

/** Why nobody is signed in (any more). */
export type SignedOutReason =
  /** The person signed out here. */
  | 'signed_out'
  /** The person took back what they had allowed. */
  | 'revoked'
  /** The session is over, or was revoked while nothing was connected: the identity server does not say which. */
  | 'ended';

export interface AuthChange {
  readonly session: Session | null;
  /** Null while somebody is signed in. */
  readonly reason: SignedOutReason | null;
}

/** What a `TokenStore` keeps. Times are milliseconds of the local clock. */
export interface StoredSession {
  /** Names this session to the tabs of this origin; made here, and no secret. */
  readonly id: string;
  readonly accessToken: string;
  readonly refreshToken: string | null;
  readonly idToken: string;
  readonly refreshAt: number;
  readonly expiresAt: number;
  readonly person: Person;
  readonly permissions: readonly Permission[];
}

export function toSession(stored: StoredSession): Session {
  return {
    person: stored.person,
    permissions: stored.permissions,
    expiresAt: new Date(stored.expiresAt),
  };
}
