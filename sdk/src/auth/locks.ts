/** Mutual exclusion between everything that may use the same refresh token. */
export interface Locks {
  /** Runs `task` while nobody else holds `name`. */
  run<T>(name: string, task: () => Promise<T>): Promise<T>;
  /**
   * Takes `name` and keeps it until `release` is called or the tab goes away. Null if somebody else still has it after
   * `patienceMs`: a page that is being reloaded lets go of its locks a moment after the new one has started.
   */
  hold(name: string, patienceMs: number): Promise<{ release(): void } | null>;
}

/** Across all tabs of the origin, by the Web Locks API. */
export const browserLocks: Locks = {
  // The cast is for older typings, in which a request answers with what the promise of the task holds.
  run: (name, task) => navigator.locks.request(name, task) as ReturnType<typeof task>,

  hold: (name, patienceMs) =>
    new Promise((resolve, reject) => {
      const options = { signal: AbortSignal.timeout(patienceMs) };
      navigator.locks
        .request(name, options, () => new Promise<void>((release) => resolve({ release: () => release() })))
        .catch((error: unknown) => (isTimeout(error) ? resolve(null) : reject(error)));
    }),
};

/** Within one process, for programs that are not a browser: there is no other tab. */
export function processLocks(): Locks {
  const tails = new Map<string, Promise<unknown>>();
  return {
    run(name, task) {
      const result = (tails.get(name) ?? Promise.resolve()).then(task);
      const tail = result.then(
        () => undefined,
        () => undefined,
      );
      tails.set(name, tail);
      void tail.then(() => tails.get(name) === tail && tails.delete(name));
      return result;
    },
    async hold(name, patienceMs) {
      let release = () => {};
      const released = new Promise<void>((resolve) => (release = resolve));
      let gaveUp = false;
      const granted = new Promise<boolean>((resolve) => {
        const timer = setTimeout(() => {
          gaveUp = true;
          resolve(false);
        }, patienceMs);
        void this.run(name, async () => {
          clearTimeout(timer);
          resolve(true);
          if (!gaveUp) await released;
        });
      });
      return (await granted) ? { release } : null;
    },
  };
}

function isTimeout(error: unknown): boolean {
  return error instanceof DOMException && (error.name === 'TimeoutError' || error.name === 'AbortError');
}
