/** Codes that the data API answers with: the catalogue in `contract/problems`, which a test compares with this list. */
export const API_CODES = [
  'invalid_request',
  'invalid_json',
  'invalid_document',
  'too_deep',
  'number_too_long',
  'page_too_large',
  'too_many_revs',
  'invalid_key',
  'invalid_patch',
  'invalid_idempotency_key',
  'too_many_operations',
  'key_taken',
  'patch_test_failed',
  'patch_conflict',
  'idempotency_in_progress',
  'not_kept',
  'idempotency_key_reused',
  'query_too_large',
  'invalid_selector',
  'invalid_search',
  'too_many_versions',
  'invalid_schema',
  'schema_violation',
  'too_many_schemas',
  'too_many_indexes',
  'query_too_costly',
  'invalid_cursor',
  'token_missing',
  'token_invalid',
  'dpop_proof_invalid',
  'dpop_nonce_required',
  'grant_revoked',
  // Also where nobody is signed in, and nobody was asked.
  'signed_out',
  'permission_missing',
  'origin_not_allowed',
  'not_found',
  'method_not_allowed',
  'not_acceptable',
  'rev_stale',
  'too_large',
  'too_many_connections',
  'media_type_unsupported',
  'rev_required',
  'too_many_acl_entries',
  'certificate_too_long',
  'graph_too_large',
  'permission_required',
  'edge_exists',
  'edge_cycle',
  'acl_stale',
  'too_many_edges',
  'too_many_children',
  'tree_too_deep',
  'tree_too_large',
  'shared_too_widely',
  'too_many_groups',
  'too_many_members',
  'too_many_memberships',
  'too_many_certificates',
  'certificate_invalid',
  'key_proof_invalid',
  'too_many_keys',
  'key_linked',
  'internal',
  'unavailable',
] as const;

export type ApiCode = (typeof API_CODES)[number];

/** Codes of this SDK itself, for what goes wrong before or after the API was asked. */
export type SdkCode =
  /** An option or argument is wrong: a mistake in the app. */
  | 'invalid_options'
  /** The page is not served over https or from localhost, so the browser offers no cryptography. */
  | 'insecure_context'
  /** The browser refuses storage to this page, so that a sign-in could not be completed. */
  | 'storage_unavailable'
  /** The person said "not now" on the consent page. */
  | 'access_denied'
  /** The answer does not belong to a sign-in that this tab began. */
  | 'state_mismatch'
  /** The identity server refused or answered something that does not hold. */
  | 'sign_in_failed'
  /** No answer: offline, a name that does not resolve, or a blocked request. */
  | 'network'
  /** An answer that is not the contract's, from a proxy for example. */
  | 'unexpected_response'
  /** The hub could not read what was sent to it. */
  | 'message_invalid'
  /** The hub's cursor is too old. The SDK handles it: apps see a `reset`. */
  | 'cursor_gone';

/** Any code that the identity server may name (OAuth 2.0 and OpenID Connect register more of them), or a newer API. */
export type VibeCode = ApiCode | SdkCode | (string & {});

export interface VibeErrorDetails {
  readonly status?: number | undefined;
  readonly detail?: string | undefined;
  readonly cause?: unknown;
}

/** The one error type of this SDK. `code` is stable and made for a `switch`; `title` and `detail` are for people. */
export class VibeError extends Error {
  readonly code: VibeCode;
  /** HTTP status, or 0 if no HTTP answer is behind it. */
  readonly status: number;
  readonly title: string;
  readonly detail: string | null;

  constructor(code: VibeCode, title: string, details: VibeErrorDetails = {}) {
    super(
      details.detail ? `${title}: ${details.detail}` : title,
      'cause' in details ? { cause: details.cause } : {},
    );
    this.name = 'VibeError';
    this.code = code;
    this.status = details.status ?? 0;
    this.title = title;
    this.detail = details.detail ?? null;
  }

  static is(error: unknown, ...codes: VibeCode[]): error is VibeError {
    return error instanceof VibeError && (codes.length === 0 || codes.includes(error.code));
  }
}

/** A request that came to nothing. A page is not told whether nobody answered or the browser kept the answer from it. */
export function unheard(title: string, cause: unknown): VibeError {
  return new VibeError('network', title, {
    cause,
    detail: "it cannot be reached, or this page's origin is not among the app's web origins",
  });
}
