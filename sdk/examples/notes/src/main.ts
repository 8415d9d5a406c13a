import { VibeSDK } from '@vibe-cloud/sdk';
import { element } from './dom.ts';
import { type Notice, noticeOfError, noticeOfSignOut } from './notice.ts';
import { NotesPage } from './notes-page.ts';
import { signedOutPage } from './signed-out.ts';

interface Config {
  readonly issuer: string;
  readonly clientId: string;
  readonly apiUrl: string;
}

const root = document.getElementById('app') ?? document.body;

try {
  await start(await readConfig());
} catch (error) {
  console.error(error);
  root.replaceChildren(
    element(
      'main',
      { class: 'welcome' },
      element(
        'div',
        { class: 'notice', role: 'alert', 'data-testid': 'error' },
        element(
          'div',
          { class: 'notice-words' },
          element('strong', {}, 'Vibe Notes could not start.'),
          element('span', {}, 'Please reload the page in a moment.'),
        ),
      ),
    ),
  );
}

async function readConfig(): Promise<Config> {
  const response = await fetch('/config.json', { cache: 'no-store' });
  if (!response.ok) throw new Error(`config.json: HTTP ${response.status}`);
  return (await response.json()) as Config;
}

async function start({ issuer, clientId, apiUrl }: Config): Promise<void> {
  const vibe = new VibeSDK({
    issuer,
    clientId,
    apiUrl,
    redirectUri: `${location.origin}/callback`,
    permissions: { required: ['notes:read'], optional: ['notes:write'] },
  });

  let page: NotesPage | null = null;
  const show = (notice: Notice | null) => {
    page?.close();
    page = vibe.auth.session ? new NotesPage(vibe, notice, askAgain, signOut) : null;
    root.replaceChildren(page?.view ?? signedOutPage(notice, signIn));
  };
  const signIn = async (prompt?: 'create' | 'consent') => {
    try {
      await vibe.auth.signIn({ returnTo: '/', ...(prompt && { prompt }) });
    } catch (error) {
      show(noticeOfError(error));
    }
  };
  const askAgain = () => void signIn('consent');
  const signOut = () => {
    vibe.auth.signOut().catch(() =>
      show({
        title: 'You are signed out here.',
        text: 'Vibe did not answer, so you may still be signed in there.',
      }),
    );
  };

  let notice: Notice | null = null;
  try {
    await vibe.auth.handleRedirect();
  } catch (error) {
    notice = noticeOfError(error);
  }
  show(notice);
  vibe.auth.onChange(({ reason }) => show(noticeOfSignOut(reason)));
  // A page that the browser has kept while it was away still says "Taking you to Vibe".
  window.addEventListener('pageshow', ({ persisted }) => {
    if (persisted && !vibe.auth.session) show(null);
  });
}
