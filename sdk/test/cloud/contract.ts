import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

/** A file of the repository's `contract` folder; tests run in the folder of this package. */
export function contract(path: string): any {
  return JSON.parse(readFileSync(resolve('../contract', path), 'utf8'));
}
