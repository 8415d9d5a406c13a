// Lints the API's description. One line a finding; exit 1 if there is any.
//   mvn -pl data-api process-classes && cd data-api/lint && npm ci && node lint.mjs [FILE]
import { readFileSync } from 'node:fs';
import { doors } from './doors.mjs';
import { lint } from './rules.mjs';

const file = process.argv[2] ?? new URL('../target/classes/openapi.json', import.meta.url);
const document = JSON.parse(readFileSync(file, 'utf8'));
const findings = [...(await lint(document)), ...doors(document)];
for (const finding of findings) console.log(finding);
console.log(`OpenAPI: ${findings.length} findings`);
process.exitCode = findings.length === 0 ? 0 : 1;
