// One line a check: "ok", "FAILED" with what is wrong, or "skipped" with the reason. Nothing is skipped silently.
export class Report {
  #counts = { ok: 0, FAILED: 0, skipped: 0 };
  #print;

  constructor(print = console.log) {
    this.#print = print;
  }

  /** `problems`: sentences; an empty list is a pass. */
  check(name, problems) {
    this.#line(problems.length === 0 ? 'ok' : 'FAILED', name, problems);
  }

  skip(name, reason) {
    this.#line('skipped', name, [reason]);
  }

  end() {
    const { ok, FAILED, skipped } = this.#counts;
    this.#print(`compose and charts: ${ok} ok, ${FAILED} failed, ${skipped} skipped`);
    return FAILED === 0 ? 0 : 1;
  }

  #line(outcome, name, details) {
    this.#counts[outcome]++;
    this.#print(`${outcome.padEnd(8)} ${name}`);
    for (const detail of details) this.#print(`         - ${detail}`);
  }
}

export const missingFrom = (wanted, present, sentence) =>
  [...wanted].filter((entry) => !new Set(present).has(entry)).map(sentence);
