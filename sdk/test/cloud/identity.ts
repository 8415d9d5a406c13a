import { createHash, generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { contract } from './contract.js';

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const CLAIMS = contract('tokens/access-token.json').claims;

interface Family {
  permissions: string[];
  refreshToken: string;
  revoked: boolean;
}

/** OpenID Connect as Keycloak is set up to speak it: PKCE S256 only, rotating refresh tokens, reuse revokes the family. */
export class Identity {
  issuer = '';
  accessTokenSeconds = 300;
  /** What the person allows at the next consent, or null for "not now". */
  consent: string[] | null = ['notes:read', 'notes:write'];
  /** Whether they have no account. */
  guest = false;
  readonly refreshes: string[] = [];
  readonly logouts: URLSearchParams[] = [];
  readonly revocations: URLSearchParams[] = [];
  readonly authorizations: URL[] = [];
  /** Set to answer a request to the token endpoint in place of this server. */
  interceptToken: ((response: ServerResponse) => void) | null = null;
  tokenDelay: Promise<void> | null = null;
  /** How many have arrived, whether answered or not. */
  tokenRequests = 0;
  /** What the answer to the authorization request claims to come from. */
  answeringIssuer: string | null = null;
  readonly #codes = new Map<string, { query: URLSearchParams; permissions: string[] }>();
  readonly #families: Family[] = [];
  readonly #access = new Map<string, Family>();

  async handle(request: IncomingMessage, response: ServerResponse, body: string): Promise<boolean> {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const protocol = '/realms/vibe/protocol/openid-connect';
    switch (url.pathname) {
      case '/realms/vibe/.well-known/openid-configuration':
        json(response, 200, {
          issuer: this.issuer,
          authorization_endpoint: `${this.issuer}/protocol/openid-connect/auth`,
          token_endpoint: `${this.issuer}/protocol/openid-connect/token`,
          revocation_endpoint: `${this.issuer}/protocol/openid-connect/revoke`,
          end_session_endpoint: `${this.issuer}/protocol/openid-connect/logout`,
          jwks_uri: `${this.issuer}/protocol/openid-connect/certs`,
          authorization_response_iss_parameter_supported: true,
        });
        return true;
      case `${protocol}/auth`:
        response.writeHead(302, { Location: this.authorize(new URL(url.href)).href }).end();
        return true;
      case `${protocol}/token`:
        this.tokenRequests++;
        await this.tokenDelay;
        if (this.interceptToken) this.interceptToken(response);
        else this.#token(new URLSearchParams(body), response);
        return true;
      case `${protocol}/revoke`:
        this.revocations.push(new URLSearchParams(body));
        response.writeHead(200).end();
        return true;
      case `${protocol}/logout`: {
        const fields = new URLSearchParams(body);
        this.logouts.push(fields);
        response.writeHead(302, { Location: fields.get('post_logout_redirect_uri') ?? '/' }).end();
        return true;
      }
      default:
        return false;
    }
  }

  /** The browser's visit: where the person is sent back to. */
  authorize(url: URL): URL {
    this.authorizations.push(url);
    const query = url.searchParams;
    const back = new URL(query.get('redirect_uri') ?? '');
    back.searchParams.set('state', query.get('state') ?? '');
    back.searchParams.set('iss', this.answeringIssuer ?? this.issuer);
    const asked = (query.get('scope') ?? '').split(' ');
    if (query.get('code_challenge_method') !== 'S256' || !query.get('code_challenge')) {
      back.searchParams.set('error', 'invalid_request');
    } else if (!this.consent) {
      back.searchParams.set('error', 'access_denied');
      back.searchParams.set('error_description', 'The person said not now');
    } else {
      const code = randomUUID();
      const permissions = this.consent.filter((permission) => asked.includes(permission));
      this.#codes.set(code, { query, permissions });
      back.searchParams.set('code', code);
    }
    return back;
  }

  revokeAll(): void {
    for (const family of this.#families) family.revoked = true;
  }

  /** The person takes a part of it back. */
  narrow(permissions: string[]): void {
    for (const family of this.#families) family.permissions = permissions;
  }

  /** Makes the API refuse the access tokens that are out, as when they expire; refreshing still works. */
  expireAccessTokens(): void {
    this.#access.clear();
  }

  check(token: string): 'valid' | 'token_invalid' | 'grant_revoked' {
    const family = this.#access.get(token);
    if (!family) return 'token_invalid';
    return family.revoked ? 'grant_revoked' : 'valid';
  }

  #token(form: URLSearchParams, response: ServerResponse): void {
    if (form.get('grant_type') === 'refresh_token') {
      const token = form.get('refresh_token') ?? '';
      this.refreshes.push(token);
      const family = this.#families.find((candidate) =>
        token.startsWith(candidate.refreshToken.slice(0, 36)),
      );
      if (!family || family.revoked || family.refreshToken !== token) {
        if (family) family.revoked = true;
        json(response, 400, {
          error: 'invalid_grant',
          error_description: 'Maximum allowed refresh token reuse exceeded',
        });
        return;
      }
      family.refreshToken = `${token.slice(0, 36)}.${randomUUID()}`;
      this.#answer(family, null, response);
      return;
    }
    const code = this.#codes.get(form.get('code') ?? '');
    this.#codes.delete(form.get('code') ?? '');
    const challenge = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url');
    if (
      !code ||
      challenge !== code.query.get('code_challenge') ||
      form.get('redirect_uri') !== code.query.get('redirect_uri')
    ) {
      json(response, 400, { error: 'invalid_grant', error_description: 'Code not valid' });
      return;
    }
    const family = {
      permissions: code.permissions,
      refreshToken: `${randomUUID()}.${randomUUID()}`,
      revoked: false,
    };
    this.#families.push(family);
    this.#answer(family, code.query.get('nonce'), response);
  }

  #answer(family: Family, nonce: string | null, response: ServerResponse): void {
    const now = Math.floor(Date.now() / 1000);
    const times = { iat: now, exp: now + this.accessTokenSeconds, jti: randomUUID() };
    const accessToken = jwt({
      ...CLAIMS,
      ...(this.guest && { guest: true }),
      iss: this.issuer,
      ...times,
      permissions: family.permissions,
    });
    const idToken = jwt({
      iss: this.issuer,
      aud: 'notes',
      sub: CLAIMS.sub,
      ...times,
      exp: now + 300,
      ...(nonce && { nonce }),
    });
    this.#access.set(accessToken, family);
    json(response, 200, {
      access_token: accessToken,
      expires_in: this.accessTokenSeconds,
      refresh_token: family.refreshToken,
      id_token: idToken,
      token_type: 'Bearer',
      scope: ['openid', ...family.permissions].join(' '),
    });
  }
}

export function json(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'Content-Type': 'application/json', ...headers }).end(JSON.stringify(body));
}

function jwt(claims: object): string {
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const content = `${encode({ alg: 'RS256', typ: 'JWT', kid: 'test' })}.${encode(claims)}`;
  return `${content}.${sign('sha256', Buffer.from(content), privateKey).toString('base64url')}`;
}
