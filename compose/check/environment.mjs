// Which environment keys each process may and must be given. Ours are in contract/configuration/environment.json, which the
// services' own tests hold against the keys that they read; Keycloak's are the ones below, each an option of `kc.sh start --help-all`.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const KEYCLOAK_OPTIONS = new Set([
  'KC_BOOTSTRAP_ADMIN_PASSWORD',
  'KC_BOOTSTRAP_ADMIN_USERNAME',
  'KC_CACHE',
  'KC_CACHE_EMBEDDED_NETWORK_BIND_ADDRESS',
  'KC_CACHE_EMBEDDED_REALMS_MAX_COUNT',
  'KC_CACHE_STACK',
  'KC_DB_PASSWORD',
  'KC_DB_URL',
  'KC_DB_URL_DATABASE',
  'KC_DB_URL_HOST',
  'KC_DB_USERNAME',
  'KC_HOSTNAME',
  'KC_HTTP_ENABLED',
  'KC_PROXY_HEADERS',
]);

const KEYCLOAK_NEEDS = ['KC_HOSTNAME', 'KC_HTTP_ENABLED', 'KC_PROXY_HEADERS', 'KC_DB_USERNAME', 'KC_DB_PASSWORD'];

// Set by a container for itself, to be used in another variable.
const OWN = new Set(['POD_IP']);

/** What is wrong with the variables (name -> value) that one way of running gives to `service` (a name in the contract). */
export function environmentProblems(root, service, variables) {
  const contract = JSON.parse(readFileSync(join(root, 'contract/configuration/environment.json'), 'utf8'));
  const ours = contract[service];
  if (ours === undefined) return [`the contract does not know the service "${service}"`];
  const required = Object.keys(ours).filter((key) => ours[key].required);
  if (service === 'keycloak') required.push(...KEYCLOAK_NEEDS);
  const known = (key) => key in ours || OWN.has(key) || (service === 'keycloak' && KEYCLOAK_OPTIONS.has(key));
  return [
    ...Object.keys(variables)
      .filter((key) => !known(key))
      .map((key) => `${key} is set, and ${service} does not read it`),
    ...required.filter((key) => !(key in variables)).map((key) => `${key} is missing, and ${service} does not start without it`),
    ...Object.entries(variables)
      .filter(([key, value]) => ours[key]?.secret && !value.secret)
      .map(([key]) => `${key} is a secret, and stands in the open`),
  ];
}
