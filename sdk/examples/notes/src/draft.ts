import type { Note } from './collection.ts';

/** What is being written and not saved yet. */
export interface Draft extends Note {
  /** The note that is being changed, and the rev that the change began from; null for a new note. */
  readonly editing: { readonly id: string; readonly rev: string } | null;
}

export const EMPTY: Draft = { editing: null, title: '', body: '' };

const KEY = 'vibe-notes:draft';

/** Keeps the draft over reloads and sign-ins of this tab, for the person who wrote it and nobody else. */
export function keepDraft(person: string, draft: Draft): void {
  try {
    sessionStorage.setItem(KEY, JSON.stringify({ person, draft }));
  } catch {
    // Full or blocked: the text is still on the page.
  }
}

export function keptDraft(person: string): Draft {
  try {
    const kept = JSON.parse(sessionStorage.getItem(KEY) ?? 'null');
    return kept?.person === person ? kept.draft : EMPTY;
  } catch {
    return EMPTY;
  }
}

export function forgetDraft(): void {
  sessionStorage.removeItem(KEY);
}
