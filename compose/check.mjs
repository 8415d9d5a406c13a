// Checks the compose stack and the Helm chart without a Docker engine or a cluster. One line a check; exit 1 if any fails.
//   cd compose && npm ci && node check.mjs [ROOT]      ROOT: another checkout to check than this one
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { checkChart } from './check/chart.mjs';
import { checkComposeFile } from './check/compose-file.mjs';
import { checkDockerfiles } from './check/dockerfiles.mjs';
import { checkDoor } from './check/door.mjs';
import { Report } from './check/report.mjs';

const root = resolve(process.argv[2] ?? resolve(dirname(fileURLToPath(import.meta.url)), '..'));
const report = new Report();
checkComposeFile(root, report);
checkDockerfiles(root, report);
checkChart(root, report);
await checkDoor(root, report);
process.exitCode = report.end();
