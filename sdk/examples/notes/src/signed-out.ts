import { appIcon, element, vibeMark } from './dom.ts';
import { type Notice, noticeView } from './notice.ts';

/** The page for nobody in particular. */
export function signedOutPage(
  notice: Notice | null,
  continueWithVibe: (prompt?: 'create') => Promise<void>,
): HTMLElement {
  const banner = element('div', { class: 'banner' });
  if (notice) banner.append(noticeView(notice, () => banner.replaceChildren()));

  const begin = (prompt?: 'create') => async () => {
    button.disabled = true;
    words.textContent = 'Taking you to Vibe…';
    await continueWithVibe(prompt);
    button.disabled = false;
    words.textContent = 'Continue with Vibe';
  };
  const words = element('span', {}, 'Continue with Vibe');
  const button = element(
    'button',
    { type: 'button', class: 'primary large', 'data-testid': 'continue', click: begin() },
    vibeMark(),
    words,
  );

  return element(
    'main',
    { class: 'welcome' },
    banner,
    element(
      'div',
      { class: 'welcome-words' },
      element('p', { class: 'app-name' }, appIcon(), 'Vibe Notes'),
      element('h1', {}, 'Notes that stay yours.'),
      element(
        'p',
        { class: 'lead' },
        'A small notebook without a server of its own. What you write is kept in your Vibe Cloud, and you can take it out of this app’s hands with one click.',
      ),
      button,
      element(
        'p',
        { class: 'asks' },
        'Vibe will ask you to let this app ',
        element('strong', {}, 'read your notes'),
        ' and, if you like, ',
        element('strong', {}, 'write and change them'),
        '. It asks for nothing else.',
      ),
      element(
        'p',
        { class: 'asks' },
        'New to Vibe? ',
        element('button', { type: 'button', class: 'link', click: begin('create') }, 'Create an account'),
      ),
      element(
        'p',
        { class: 'small-print' },
        element('a', { href: '/privacy.html' }, 'Privacy'),
        element('a', { href: '/terms.html' }, 'Terms'),
      ),
    ),
    element(
      'div',
      { class: 'papers', 'aria-hidden': 'true' },
      paper('Saturday', 'Flour, lemons, the good butter. Ask Noor about the tent.'),
      paper('A line to keep', 'The sea does not reward those who are too anxious.'),
      paper('Book club', 'Chapters four to seven. Bring the question about the lighthouse.'),
    ),
  );
}

function paper(title: string, body: string): HTMLElement {
  return element('div', { class: 'paper' }, element('b', {}, title), element('span', {}, body));
}
