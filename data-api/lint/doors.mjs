// What the description offers to apps must get through the door of compose; charts/ has the same list, which compose/check.mjs holds.
import { readFileSync } from 'node:fs';

// Told by the identity side over the internal network.
const INTERNAL = 'Identity';

/** Sentences; an empty list is a pass. */
export function doors(document, caddyfile = readFileSync(new URL('../../compose/Caddyfile', import.meta.url), 'utf8')) {
  const open = /^\s*@api path (.+)$/m.exec(caddyfile)[1].split(' ');
  const passes = (path) => open.some((entry) => (entry.endsWith('/*') ? path.startsWith(entry.slice(0, -1)) : path === entry));
  return Object.entries(document.paths).flatMap(([path, operations]) => {
    const isInternal = Object.values(operations).some((operation) => operation.tags[0] === INTERNAL);
    return [path, path.replace('/v1/', '/')]
      .filter((served) => passes(served) === isInternal)
      .map((served) => `door: ${served} ${isInternal ? 'gets through' : 'does not get through'} compose/Caddyfile, @api`);
  });
}
