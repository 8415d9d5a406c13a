import { generateRandomCodeVerifier, generateRandomNonce, generateRandomState } from 'oauth4webapi';
import { VibeError } from '../errors.js';
import type { Settings } from '../settings.js';
import type { PendingSignIn } from './pending.js';

/** Everything random about a sign-in by top-level redirect. */
export function beginSignIn(
  returnTo: string,
  settings: Settings,
): { readonly state: string; readonly pending: PendingSignIn } {
  if (!globalThis.crypto?.subtle) {
    throw new VibeError('insecure_context', 'Signing in needs a page that is served over https');
  }
  const target = new URL(returnTo, settings.redirectUri);
  // Never an open redirect: the way back leads into this app.
  if (target.origin !== settings.redirectUri.origin) {
    throw new VibeError('invalid_options', 'returnTo is not a page of this app');
  }
  // Two slashes at the head would be a host: //elsewhere.example.
  const page = target.pathname.replace(/^\/+/, '/');
  const path = page === settings.redirectUri.pathname ? '/' : page + target.search + target.hash;
  const pending = {
    codeVerifier: generateRandomCodeVerifier(),
    nonce: generateRandomNonce(),
    returnTo: path,
    startedAt: Date.now(),
  };
  return { state: generateRandomState(), pending };
}

/** The identity server's answer, if this address carries one (OpenID Connect Core 1.0, section 3.1.2.5). */
export function readAnswer(href: string, redirectUri: URL): URLSearchParams | null {
  const url = new URL(href);
  if (url.origin !== redirectUri.origin || url.pathname !== redirectUri.pathname) return null;
  return url.searchParams.has('code') || url.searchParams.has('error') ? url.searchParams : null;
}
