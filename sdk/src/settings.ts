import type { Environment } from './environment.js';
import type { TokenStore } from './auth/store.js';
import { VibeError } from './errors.js';
import { isPermission, type Permission } from './permission.js';

export interface VibeOptions {
  /** The realm's issuer, as in `https://id.example.com/realms/vibe`. */
  readonly issuer: string;
  /** The app's client id. */
  readonly clientId: string;
  /** Where the data API answers, as in `https://api.example.com`. */
  readonly apiUrl: string;
  /** The page of this app that a sign-in comes back to, exactly as it is registered. */
  readonly redirectUri: string;
  readonly permissions: {
    /** Without these the app cannot work; the consent page states them. */
    readonly required: readonly Permission[];
    /** The person may say no to each of these. */
    readonly optional?: readonly Permission[];
  };
  /** Where a sign-out comes back to, exactly as it is registered. The root of the app's origin by default. */
  readonly postLogoutRedirectUri?: string;
  /** Where tokens are kept. The tab's session storage by default. */
  readonly tokenStore?: TokenStore;
  /** What the SDK uses of the browser; only programs that run elsewhere need to set it. */
  readonly environment?: Partial<Environment>;
}

/** Checked options: nothing behind this has to ask again. */
export interface Settings {
  readonly issuer: URL;
  readonly clientId: string;
  readonly apiUrl: URL;
  readonly redirectUri: URL;
  readonly postLogoutRedirectUri: URL;
  readonly scope: string;
}

export function checkOptions(options: VibeOptions): Settings {
  const redirectUri = checkUrl('redirectUri', options.redirectUri);
  if (redirectUri.search || redirectUri.hash) {
    throw invalid('redirectUri must have neither a query nor a fragment');
  }
  if (!options.clientId) throw invalid('clientId is missing');
  const { required, optional = [] } = options.permissions;
  for (const permission of [...required, ...optional]) {
    if (!isPermission(permission)) throw invalid(`"${permission}" is not a permission such as notes:read`);
  }
  return {
    issuer: checkUrl('issuer', options.issuer),
    clientId: options.clientId,
    apiUrl: checkUrl('apiUrl', options.apiUrl),
    redirectUri,
    postLogoutRedirectUri: checkUrl(
      'postLogoutRedirectUri',
      options.postLogoutRedirectUri ?? `${redirectUri.origin}/`,
    ),
    scope: [...new Set(['openid', ...required, ...optional])].join(' '),
  };
}

/** Tokens travel over TLS; plain http is for a developer's own machine (RFC 8252, section 8.3). */
export function isLocal(url: URL): boolean {
  return ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname) || url.hostname.endsWith('.localhost');
}

function checkUrl(name: string, value: string): URL {
  if (!URL.canParse(value)) throw invalid(`${name} is not an absolute URL`);
  const url = new URL(value);
  if (url.username || url.password) throw invalid(`${name} must not contain credentials`);
  if (url.protocol === 'https:' || (url.protocol === 'http:' && isLocal(url))) return url;
  throw invalid(`${name} must be https (http is for localhost only)`);
}

function invalid(detail: string): VibeError {
  return new VibeError('invalid_options', 'The options are not valid', { detail });
}
