import type { VibeDocument } from '@vibe-cloud/sdk';

export interface Note {
  readonly title: string;
  readonly body: string;
}

export type NoteDocument = VibeDocument<Note>;

/** The notes that are known, put together from lists and live changes in whatever order those arrive. */
export class Collection {
  readonly #notes = new Map<string, NoteDocument>();
  readonly #deleted = new Set<string>();

  get(id: string): NoteDocument | undefined {
    return this.#notes.get(id);
  }

  /** The newer state wins: a list may have been made before a change that is here already. */
  put(note: NoteDocument): void {
    const known = this.#notes.get(note.id);
    if (this.#deleted.has(note.id) || (known && known.updatedAt >= note.updatedAt)) return;
    this.#notes.set(note.id, note);
  }

  /** A document that is deleted never returns: its id is not used again. */
  remove(id: string): void {
    this.#deleted.add(id);
    this.#notes.delete(id);
  }

  /** Shows a note again whose deletion has failed. */
  restore(note: NoteDocument): void {
    this.#deleted.delete(note.id);
    this.put(note);
  }

  ids(): ReadonlySet<string> {
    return new Set(this.#notes.keys());
  }

  /** Begins anew with a list; what has arrived since `before`, when the list was asked for, is newer and stays. */
  begin(before: ReadonlySet<string>, listed: readonly NoteDocument[]): void {
    const isListed = new Set(listed.map(({ id }) => id));
    for (const id of before) if (!isListed.has(id)) this.#notes.delete(id);
    listed.forEach((note) => this.put(note));
  }

  newestFirst(): NoteDocument[] {
    return [...this.#notes.values()].sort(
      (one, other) => other.createdAt.localeCompare(one.createdAt) || other.id.localeCompare(one.id),
    );
  }
}
