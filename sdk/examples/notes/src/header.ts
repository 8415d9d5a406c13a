import type { RealtimeStatus, VibeSDK } from '@vibe-cloud/sdk';
import { appIcon, element } from './dom.ts';

const WORDS: Readonly<Record<RealtimeStatus, string>> = {
  idle: 'Not connected',
  connecting: 'Connecting…',
  live: 'Live',
  offline: 'Offline',
};

/** Which app this is, who is signed in, and whether changes arrive by themselves. */
export class Header {
  readonly view: HTMLElement;
  /** Stops following the connection. */
  readonly close: () => void;
  readonly #live = element('span', { role: 'status', 'data-testid': 'live-status' });

  constructor(vibe: VibeSDK, signOut: () => void) {
    const person = vibe.auth.session?.person;
    const name = person?.name ?? person?.did.split(':').at(-1)?.slice(0, 8) ?? '';
    this.view = element(
      'header',
      {},
      element('span', { class: 'app-name' }, appIcon(), element('span', {}, 'Vibe Notes')),
      this.#live,
      element(
        'span',
        { class: 'person', 'data-testid': 'person', title: person?.did ?? '' },
        element('span', { class: 'person-label' }, 'Signed in as '),
        element('strong', {}, name),
      ),
      element(
        'button',
        { type: 'button', class: 'quiet', 'data-testid': 'signout', click: signOut },
        'Sign out',
      ),
    );
    this.#show(vibe.realtime.status);
    this.close = vibe.realtime.onStatus((status) => this.#show(status));
  }

  #show(status: RealtimeStatus): void {
    this.#live.className = `live is-${status}`;
    this.#live.textContent = WORDS[status];
  }
}
