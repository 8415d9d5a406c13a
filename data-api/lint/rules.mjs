// Two linters, every rule of theirs an error. What is switched off says why.
import { createConfig, lintFromString } from '@redocly/openapi-core';
import spectral from '@stoplight/spectral-core';
import owasp from '@stoplight/spectral-owasp-ruleset';
import rulesets from '@stoplight/spectral-rulesets';

const OFF = {
  // The header is there where the request names an origin, on every answer (BrowserFilter); the rule wants it written on each.
  'owasp:api8:2023-define-cors-origin': 'off',
  // Where any text may stand, a pattern that every text fits says nothing; lengths are asked for by another rule.
  'owasp:api4:2023-string-restricted': 'off',
  // Rates are not limited yet.
  'owasp:api4:2023-rate-limit': 'off',
  'owasp:api4:2023-rate-limit-responses-429': 'off',
};

const OFF_IN_REDOCLY = {
  // The rule does not look at patterns: an id is a UUID, which no word beside it in a path can be taken for.
  'no-ambiguous-paths': 'off',
  // A redirection is an answer too: Spectral's operation-success-response asks for a 2xx or a 3xx.
  'operation-2xx-response': 'off',
};

// What can be asked without a token, and why. An operation that is not here needs one.
const PUBLIC = new Map([
  ['receiveEvent', 'the event is a token itself, signed by the realm'],
  ['compareGrants', 'it is a token of the same kind'],
  ['readDescription', 'the same for everybody'],
  ['openPage', 'the same for everybody'],
  ['readPageFile', 'the same for everybody'],
  ['listCertificateKeys', 'the same for everybody: the public halves'],
  ['createChallenge', 'who begins to sign somebody in has no token yet'],
  ['redeemCode', 'the same, and it says only where to go'],
  ['refreshToken', 'the same'],
  ['getPersonDid', 'a DID document is for anybody'],
  ['getAppDid', 'a DID document is for anybody'],
  ['resolveIdentity', 'a DID resolves for anybody'],
]);
const OF_A_TOKEN = /^owasp:api2:2023-(read|write)-restricted$|^owasp:api8:2023-define-error-responses-401$/;

/** Sentences; an empty list is a pass. */
export async function lint(document) {
  return [...(await redocly(document)), ...(await spectrals(document)), ...stalePublic(document)];
}

async function redocly(document) {
  const config = await createConfig({ extends: ['recommended-strict'], rules: OFF_IN_REDOCLY });
  const problems = await lintFromString({ source: JSON.stringify(document), absoluteRef: 'openapi.json', config });
  return problems.map((problem) => `${problem.ruleId}: ${problem.message} (${problem.location[0]?.pointer})`);
}

async function spectrals(document) {
  const linter = new spectral.Spectral();
  linter.setRuleset({ extends: [rulesets.oas, owasp.default ?? owasp], rules: OFF });
  const findings = await linter.run(structuredClone(document));
  return findings
    .filter(({ code, path }) => !(OF_A_TOKEN.test(code) && PUBLIC.has(document.paths[path[1]]?.[path[2]]?.operationId)))
    .map(({ code, message, path }) => `${code}: ${message} (#/${path.join('/')})`);
}

function stalePublic(document) {
  const open = Object.values(document.paths)
    .flatMap((path) => Object.values(path))
    .filter((operation) => operation.security?.length === 0)
    .map((operation) => operation.operationId);
  return [...PUBLIC.keys()].filter((id) => !open.includes(id)).map((id) => `${id} is listed as public and is not: strike it from rules.mjs`);
}
