import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

const json = (path: string) => JSON.parse(readFileSync(path, 'utf8'));

test('the lock file names no address, so that any registry will do', () => {
  const packages = Object.entries<{ resolved?: string }>(json('package-lock.json').packages);
  assert.ok(packages.length > 10);
  assert.deepEqual(
    packages.filter(([, { resolved }]) => resolved?.includes('://')),
    [],
  );
});

test('every dependency is pinned to one version', () => {
  for (const path of ['package.json', 'examples/notes/package.json']) {
    const { dependencies, devDependencies } = json(path);
    for (const [name, version] of Object.entries<string>({ ...dependencies, ...devDependencies })) {
      assert.match(version, /^(\d+\.\d+\.\d+|file:\.\.\/\.\.)$/, `${name} in ${path}`);
    }
  }
});
