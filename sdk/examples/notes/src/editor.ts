import type { Note, NoteDocument } from './collection.ts';
import { element } from './dom.ts';
import { type Draft, EMPTY } from './draft.ts';

export interface EditorActions {
  readonly save: (draft: Draft) => void;
  readonly changed: (draft: Draft) => void;
  readonly closed: () => void;
}

/** Where a note is written: a new one, or one of the list. It never throws text away that was not saved. */
export class Editor {
  readonly view: HTMLFormElement;
  readonly #actions: EditorActions;
  readonly #heading = element('h2', {}, 'New note');
  readonly #title = element('input', {
    'data-testid': 'note-title',
    'aria-label': 'Title',
    placeholder: 'Title',
    maxlength: '300',
    autocomplete: 'off',
    input: () => this.#actions.changed(this.draft),
  });
  readonly #body = element('textarea', {
    'data-testid': 'note-body',
    'aria-label': 'Note',
    placeholder: 'Write something down…',
    rows: '4',
    input: () => this.#actions.changed(this.draft),
  });
  readonly #save = element(
    'button',
    { type: 'submit', class: 'primary', 'data-testid': 'note-save' },
    'Save',
  );
  readonly #cancel = element(
    'button',
    { type: 'button', class: 'quiet', click: () => this.#close() },
    'Cancel',
  );
  readonly #conflict = element('div', { class: 'conflict-place' });
  #editing: Draft['editing'] = null;
  #saved: Note = EMPTY;

  constructor(actions: EditorActions) {
    this.#actions = actions;
    this.view = element(
      'form',
      {
        class: 'editor',
        'aria-label': 'Note editor',
        submit: (event) => this.#submit(event),
        keydown: (event) => this.#key(event),
      },
      this.#heading,
      this.#title,
      this.#body,
      this.#conflict,
      element('div', { class: 'editor-buttons' }, this.#cancel, this.#save),
    );
    this.#show();
  }

  get draft(): Draft {
    return { editing: this.#editing, title: this.#title.value, body: this.#body.value };
  }

  get isDirty(): boolean {
    return this.#title.value !== this.#saved.title || this.#body.value !== this.#saved.body;
  }

  /** Puts a draft back that was kept; `saved` is the note as it is stored. */
  take(draft: Draft, saved: Note): void {
    this.#editing = draft.editing;
    this.#saved = saved;
    this.#title.value = draft.title;
    this.#body.value = draft.body;
    this.#conflict.replaceChildren();
    this.#show();
    this.#actions.changed(this.draft);
  }

  open(note: NoteDocument): void {
    this.take({ editing: { id: note.id, rev: note.rev }, ...note.data }, note.data);
    this.view.scrollIntoView({ block: 'nearest' });
    this.#title.focus();
  }

  clear(): void {
    this.take(EMPTY, EMPTY);
  }

  /** The text stays, as a note of its own: the one that it belonged to is gone. */
  detach(): void {
    this.take({ ...this.draft, editing: null }, EMPTY);
  }

  /** What was sent is stored. Text that was written meanwhile is a change to it. */
  saved(sent: Draft, note: NoteDocument): void {
    const now = this.draft;
    if (now.title === sent.title && now.body === sent.body) return this.clear();
    this.take({ ...now, editing: { id: note.id, rev: note.rev } }, note.data);
  }

  set isSaving(isSaving: boolean) {
    this.#save.disabled = isSaving;
    this.#save.textContent = isSaving ? 'Saving…' : 'Save';
  }

  /** Shows both: the person decides which text stays. */
  showConflict(theirs: NoteDocument): void {
    const keepMine = () => {
      this.take({ ...this.draft, editing: { id: theirs.id, rev: theirs.rev } }, theirs.data);
      this.view.requestSubmit();
    };
    this.#conflict.replaceChildren(
      element(
        'div',
        { class: 'conflict', role: 'alert', 'data-testid': 'conflict' },
        element(
          'p',
          {},
          element('strong', {}, 'This note has changed elsewhere.'),
          ' Yours is above, theirs is here:',
        ),
        element('blockquote', {}, element('b', {}, theirs.data.title), '\n', theirs.data.body),
        element(
          'div',
          { class: 'editor-buttons' },
          element(
            'button',
            { type: 'button', class: 'quiet', click: () => this.open(theirs) },
            'Take theirs',
          ),
          element('button', { type: 'button', class: 'quiet', click: keepMine }, 'Keep mine'),
        ),
      ),
    );
  }

  focus(): void {
    this.#title.focus();
  }

  #close(): void {
    this.clear();
    this.#actions.closed();
  }

  #submit(event: Event): void {
    event.preventDefault();
    const { draft } = this;
    if (this.#save.disabled) return;
    if (draft.title.trim() === '' && draft.body.trim() === '') return this.#body.focus();
    this.#actions.save(draft);
  }

  #key(event: Event): void {
    const { key, ctrlKey, metaKey } = event as KeyboardEvent;
    if (key === 'Enter' && (ctrlKey || metaKey)) this.view.requestSubmit();
  }

  #show(): void {
    this.#heading.textContent = this.#editing ? 'Edit note' : 'New note';
    this.#cancel.hidden = this.#editing === null;
  }
}
