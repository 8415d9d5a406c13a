import { type LiveEvent, type Subscription, VibeError, type VibeSDK } from '@vibe-cloud/sdk';
import { Collection, type Note, type NoteDocument } from './collection.ts';
import { element } from './dom.ts';
import { type Draft, EMPTY, forgetDraft, keepDraft, keptDraft } from './draft.ts';
import { Editor } from './editor.ts';
import { Header } from './header.ts';
import { noteCard, pendingCard } from './note-card.ts';
import { type Notice, noticeOfError, noticeView } from './notice.ts';

const TYPE = 'notes';
const PAGE = 50;
const TOAST_MS = 4000;
const ASK_AGAIN = 'Let me decide again';

/** A signed-in person's notes. Made anew for each session. */
export class NotesPage {
  readonly view: HTMLElement;
  readonly #vibe: VibeSDK;
  readonly #person: string;
  readonly #canWrite: boolean;
  readonly #askAgain: () => void;
  readonly #notes = new Collection();
  readonly #header: Header;
  readonly #editor: Editor;
  readonly #subscription: Subscription;
  readonly #banner = element('div', { class: 'banner' });
  readonly #toast = element('div', { class: 'toast', role: 'status' });
  readonly #list = element('ul', { class: 'notes' });
  readonly #empty = element('p', { class: 'empty' }, 'Fetching your notes…');
  readonly #more = element(
    'button',
    { type: 'button', class: 'quiet more', hidden: true, click: () => void this.#loadMore() },
    'Show older notes',
  );
  #pending: HTMLElement | null = null;
  #next: string | null = null;
  #isLoaded = false;

  constructor(vibe: VibeSDK, notice: Notice | null, askAgain: () => void, signOut: () => void) {
    this.#vibe = vibe;
    this.#person = vibe.auth.session?.person.did ?? '';
    this.#canWrite = vibe.auth.has('notes:write');
    this.#askAgain = askAgain;
    this.#editor = new Editor({
      save: (draft) => void this.#save(draft),
      changed: (draft) => keepDraft(this.#person, draft),
      closed: () => this.#show(),
    });
    this.#header = new Header(vibe, () => {
      forgetDraft();
      signOut();
    });
    this.view = element(
      'div',
      { class: 'page' },
      this.#header.view,
      element(
        'main',
        {},
        element('h1', { class: 'unseen' }, 'Your notes'),
        this.#banner,
        this.#canWrite ? this.#editor.view : readOnlyPanel(askAgain),
        this.#list,
        this.#empty,
        this.#more,
      ),
      this.#toast,
    );
    if (notice) this.#tell(notice);
    const draft = keptDraft(this.#person);
    if (draft !== EMPTY) this.#editor.take(draft, EMPTY);
    // The first event of the feed is `reset`; listing at once as well shows notes where no socket gets through.
    this.#subscription = vibe.realtime.subscribe<Note>({ types: [TYPE] }, (event) => this.#hear(event));
    void this.#load();
  }

  close(): void {
    this.#subscription.close();
    this.#header.close();
  }

  async #load(): Promise<void> {
    await this.#trying(async () => {
      const before = this.#notes.ids();
      const page = await this.#vibe.documents.page<Note>({ type: TYPE, limit: PAGE });
      this.#notes.begin(before, page.items);
      this.#loaded(page.next);
    });
  }

  async #loadMore(): Promise<void> {
    await this.#trying(async () => {
      const page = await this.#vibe.documents.page<Note>({ type: TYPE, limit: PAGE, after: this.#next });
      page.items.forEach((note) => this.#notes.put(note));
      this.#loaded(page.next);
    });
  }

  #loaded(next: string | null): void {
    this.#next = next;
    this.#isLoaded = true;
    this.#show();
  }

  #hear(event: LiveEvent<Note>): void {
    if (event.event === 'reset') return void this.#load();
    if (event.event === 'error') {
      return this.#tell({
        title: 'Changes do not arrive by themselves now.',
        text: `${event.title}. Reload to see them.`,
      });
    }
    const editing = this.#editor.draft.editing;
    if (event.kind === 'deleted') {
      this.#notes.remove(event.document.id);
      if (editing?.id === event.document.id) this.#lostOpenNote();
    } else {
      this.#notes.put(event.document);
      const isOpenOne = editing?.id === event.document.id && editing.rev !== event.document.rev;
      if (isOpenOne && !this.#pending) this.#openNoteChanged(event.document);
    }
    this.#show();
  }

  #openNoteChanged(note: NoteDocument): void {
    if (this.#editor.isDirty) this.#editor.showConflict(note);
    else this.#editor.take({ editing: { id: note.id, rev: note.rev }, ...note.data }, note.data);
  }

  #lostOpenNote(): void {
    if (!this.#editor.isDirty) return this.#editor.clear();
    this.#editor.detach();
    this.#tell({
      title: 'This note was deleted elsewhere.',
      text: 'Your text is still here: save it to keep it as a new note.',
    });
  }

  async #save(draft: Draft): Promise<void> {
    this.#banner.replaceChildren();
    this.#editor.isSaving = true;
    const data = { title: draft.title, body: draft.body };
    this.#pending = pendingCard(data.title, data.body);
    this.#show();
    try {
      const { editing } = draft;
      const { documents } = this.#vibe;
      const note = editing
        ? await documents.replace<Note>(editing.id, data, { ifMatch: editing.rev })
        : await documents.create<Note>(TYPE, data);
      this.#notes.put(note);
      this.#editor.saved(draft, note);
      this.#say('Saved');
    } catch (error) {
      await this.#notSaved(draft, error);
    }
    this.#editor.isSaving = false;
    this.#pending = null;
    this.#show();
  }

  /** Whatever went wrong: the text is still in the editor. */
  async #notSaved(draft: Draft, error: unknown): Promise<void> {
    if (VibeError.is(error, 'signed_out')) return;
    if (draft.editing && VibeError.is(error, 'not_found')) {
      this.#notes.remove(draft.editing.id);
      return this.#lostOpenNote();
    }
    if (draft.editing && VibeError.is(error, 'rev_stale')) {
      const { id } = draft.editing;
      await this.#trying(async () => {
        const theirs = await this.#vibe.documents.get<Note>(id);
        this.#notes.put(theirs);
        this.#editor.showConflict(theirs);
      });
      return;
    }
    this.#tellOfError(error, ' Your note is not saved yet.');
  }

  async #delete(note: NoteDocument): Promise<void> {
    this.#notes.remove(note.id);
    if (this.#editor.draft.editing?.id === note.id) this.#editor.clear();
    this.#show();
    const undo = () => void this.#undo(note);
    this.#say('Note deleted', element('button', { type: 'button', class: 'link', click: undo }, 'Undo'));
    try {
      await this.#vibe.documents.delete(note.id, { ifMatch: note.rev });
    } catch (error) {
      if (VibeError.is(error, 'not_found', 'signed_out')) return;
      this.#toast.replaceChildren();
      this.#notes.restore(note);
      if (VibeError.is(error, 'rev_stale')) {
        this.#tell({
          title: 'This note has changed elsewhere.',
          text: 'Look at it again before you delete it.',
        });
        await this.#load();
      } else this.#tellOfError(error);
      this.#show();
    }
  }

  async #undo(note: NoteDocument): Promise<void> {
    this.#toast.replaceChildren();
    await this.#trying(async () => {
      this.#notes.put(await this.#vibe.documents.create<Note>(TYPE, note.data));
      this.#show();
    });
  }

  async #trying(task: () => Promise<void>): Promise<void> {
    try {
      await task();
    } catch (error) {
      if (!VibeError.is(error, 'signed_out')) this.#tellOfError(error);
    }
  }

  /** A permission can be taken back while the page is open: then it can be asked for again, and what was written is kept. */
  #tellOfError(error: unknown, more = ''): void {
    const notice = noticeOfError(error);
    const action = { label: ASK_AGAIN, run: this.#askAgain };
    this.#tell({
      ...notice,
      text: `${notice.text}${more}`,
      ...(VibeError.is(error, 'permission_missing') && { action }),
    });
  }

  #tell(notice: Notice): void {
    this.#banner.replaceChildren(noticeView(notice, () => this.#banner.replaceChildren()));
  }

  #say(words: string, action: HTMLElement | null = null): void {
    const said = element('span', {}, words, action);
    this.#toast.replaceChildren(said);
    // What can be acted upon stays until something else is said.
    if (!action) setTimeout(() => said.remove(), TOAST_MS);
  }

  #show(): void {
    const notes = this.#notes.newestFirst();
    const openId = this.#editor.draft.editing?.id;
    const actions = this.#canWrite
      ? {
          open: (note: NoteDocument) => this.#open(note),
          remove: (note: NoteDocument) => void this.#delete(note),
        }
      : null;
    const cards = notes.map((note) => noteCard(note, actions, note.id === openId));
    const isNew = this.#pending && openId === undefined;
    this.#list.replaceChildren(...(isNew && this.#pending ? [this.#pending] : []), ...cards);
    this.#empty.hidden = cards.length > 0 || Boolean(isNew);
    if (this.#isLoaded)
      this.#empty.textContent = this.#canWrite
        ? 'No notes yet. The first one is the hardest.'
        : 'No notes yet.';
    this.#more.hidden = this.#next === null;
  }

  #open(note: NoteDocument): void {
    if (this.#editor.isDirty && this.#editor.draft.editing?.id !== note.id) {
      this.#tell({ title: 'You are still writing.', text: 'Save your note first, so that nothing is lost.' });
      return this.#editor.focus();
    }
    this.#editor.open(note);
    this.#show();
  }
}

function readOnlyPanel(askAgain: () => void): HTMLElement {
  return element(
    'section',
    { class: 'editor read-only', 'data-testid': 'read-only' },
    element('h2', {}, 'Reading only'),
    element('p', {}, 'You let Vibe Notes read your notes, and not write them. You can change your mind.'),
    element('button', { type: 'button', class: 'primary', click: askAgain }, ASK_AGAIN),
  );
}
