import { type SignedOutReason, VibeError } from '@vibe-cloud/sdk';
import { element } from './dom.ts';

/** Something that the person should know, in their words. */
export interface Notice {
  readonly title: string;
  readonly text: string;
  readonly action?: { readonly label: string; readonly run: () => void };
}

export function noticeView(notice: Notice, dismiss: () => void): HTMLElement {
  const { action } = notice;
  return element(
    'div',
    { class: 'notice', role: 'alert', 'data-testid': 'error' },
    element(
      'div',
      { class: 'notice-words' },
      element('strong', {}, notice.title),
      element('span', {}, notice.text),
    ),
    action ? element('button', { type: 'button', class: 'quiet', click: action.run }, action.label) : null,
    element('button', { type: 'button', class: 'close', 'aria-label': 'Dismiss', click: dismiss }, '×'),
  );
}

export function noticeOfError(error: unknown): Notice {
  const code = VibeError.is(error) ? error.code : 'internal';
  switch (code) {
    case 'access_denied':
      return {
        title: 'You said not now.',
        text: 'That is fine, and nothing has changed. You can decide again whenever you like.',
      };
    case 'state_mismatch':
      return {
        title: 'That sign-in was begun somewhere else.',
        text: 'It may have been another tab, or too long ago. Please continue from here.',
      };
    case 'network':
      return navigator.onLine
        ? { title: 'Your Vibe Cloud does not answer.', text: 'Please try again in a moment.' }
        : { title: 'You are offline.', text: 'Your text is kept here until you are back.' };
    case 'unavailable':
    case 'internal':
      return { title: 'Your Vibe Cloud is not well right now.', text: 'Please try again in a moment.' };
    case 'permission_missing':
      return {
        title: 'You have not allowed that.',
        text: 'Vibe Notes may read your notes, and not change them.',
      };
    case 'too_large':
      return { title: 'This note is too long.', text: 'A note can hold about a million characters.' };
    case 'storage_unavailable':
      return {
        title: 'This browser does not let the app store anything.',
        text: 'Signing in needs that, for this tab only. Please allow it for this site.',
      };
    case 'insecure_context':
      return { title: 'This page was not opened securely.', text: 'Please open it by its https address.' };
    default:
      return {
        title: 'That did not work.',
        text: VibeError.is(error) ? `${error.title}.` : 'Please try again.',
      };
  }
}

export function noticeOfSignOut(reason: SignedOutReason | null): Notice | null {
  switch (reason) {
    case 'revoked':
      return {
        title: 'Vibe Notes has no access any more.',
        text: 'It can no longer see your notes. They are still yours, in your Vibe Cloud.',
      };
    case 'ended':
      return {
        title: 'Your session is over.',
        text: 'It has expired, or access was taken back. Continue to go on where you were.',
      };
    default:
      return null;
  }
}
