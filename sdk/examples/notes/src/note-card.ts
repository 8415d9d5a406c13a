import type { NoteDocument } from './collection.ts';
import { element } from './dom.ts';

export interface CardActions {
  readonly open: (note: NoteDocument) => void;
  readonly remove: (note: NoteDocument) => void;
}

/** One note in the list; without actions it can only be read. */
export function noteCard(note: NoteDocument, actions: CardActions | null, isOpen: boolean): HTMLElement {
  const name = note.data.title || 'Untitled note';
  const words = [
    element('span', { class: 'note-name' }, actions && element('span', { class: 'unseen' }, 'Edit '), name),
    note.data.body ? element('span', { class: 'note-text' }, note.data.body) : null,
    timeView(note.updatedAt),
  ];
  return element(
    'li',
    { class: isOpen ? 'note open' : 'note', 'data-testid': 'note-item', 'data-id': note.id },
    actions
      ? element(
          'button',
          {
            type: 'button',
            class: 'note-open',
            click: () => actions.open(note),
          },
          ...words,
        )
      : element('div', { class: 'note-open' }, ...words),
    actions &&
      element(
        'button',
        {
          type: 'button',
          class: 'note-delete',
          'data-testid': 'note-delete',
          click: () => actions.remove(note),
        },
        'Delete',
        element('span', { class: 'unseen' }, ` ${name}`),
      ),
  );
}

/** A note that is on its way. */
export function pendingCard(title: string, body: string): HTMLElement {
  return element(
    'li',
    { class: 'note pending' },
    element(
      'div',
      { class: 'note-open' },
      element('span', { class: 'note-name' }, title || 'Untitled note'),
      body ? element('span', { class: 'note-text' }, body) : null,
      element('span', { class: 'note-time' }, 'Saving…'),
    ),
  );
}

function timeView(time: string): HTMLElement {
  const date = new Date(time);
  const isToday = date.toDateString() === new Date().toDateString();
  const format: Intl.DateTimeFormatOptions = isToday ? { timeStyle: 'short' } : { dateStyle: 'medium' };
  const words = new Intl.DateTimeFormat('en', format).format(date);
  return element('time', { class: 'note-time', datetime: time }, isToday ? `Today, ${words}` : words);
}
