// The Helm chart: linted, rendered, and what it renders held against the contract and against the rules of a confined pod.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, parseAllDocuments } from 'yaml';
import { publicApiPaths } from './compose-file.mjs';
import { environmentProblems } from './environment.mjs';
import { findHelm } from './helm.mjs';

const CONTRACT_NAMES = { 'data-api': 'data-api', migrate: 'data-api migrate', keycloak: 'keycloak' };

// Values that the chart must refuse, each set on top of the example.
const REFUSED = [
  ['an API path that reaches the events', 'ingress.api.paths={/v1/events}'],
  ['an API path that holds the events', 'ingress.api.paths={/v1}'],
  ['an identity path that reaches the admin console', 'ingress.identity.paths={/admin}'],
  ['an identity path that reaches every realm', 'ingress.identity.paths={/realms}'],
  ['a value that nobody reads', 'dataApi.replica=3'],
  ['no domain', 'domain='],
  ['no password', 'dataApi.database.existingSecret='],
];

export function checkChart(root, report) {
  const chart = join(root, 'charts/vibe-cloud');
  const example = join(chart, 'ci/example-values.yaml');
  const values = parse(readFileSync(join(chart, 'values.yaml'), 'utf8'));

  const caddy = publicApiPaths(readFileSync(join(root, 'compose/Caddyfile'), 'utf8'));
  const ingress = [...values.ingress.api.paths].sort();
  report.check(
    'values.yaml and Caddyfile publish the same API paths',
    String(caddy) === String(ingress) ? [] : [`Caddyfile: ${caddy.join(' ')}; values.yaml: ${ingress.join(' ')}`],
  );

  const helm = findHelm();
  if (helm === undefined) {
    report.skip('chart: helm lint, helm template and all that follows', `no helm on the PATH, and none is packaged for ${process.platform}-${process.arch}`);
    return;
  }
  const run = (...options) => {
    try {
      return { output: execFileSync(helm, options, { encoding: 'utf8', stdio: 'pipe', maxBuffer: 1 << 26 }) };
    } catch (failure) {
      return { refusal: `${failure.stdout}${failure.stderr}`.trim() };
    }
  };
  const linted = run('lint', '--strict', chart, '--values', example);
  report.check('chart: helm lint', linted.refusal ? linted.refusal.split('\n') : []);

  const everything = ['serviceMonitor.enabled=true', 'keycloak.bootstrapAdmin.existingSecret=vibe-admin'];
  const rendered = run('template', 'vibe', chart, '--values', example, ...everything.flatMap((value) => ['--set', value]));
  report.check('chart: helm template', rendered.refusal ? rendered.refusal.split('\n') : []);
  if (rendered.refusal) return;

  const objects = parseAllDocuments(rendered.output).map((document) => document.toJS()).filter(Boolean);
  const pods = objects.filter((object) => object.spec?.template?.spec?.containers);
  for (const [component, contractName] of Object.entries(CONTRACT_NAMES)) {
    report.check(`chart: variables of ${component}`, environmentProblems(root, contractName, variables(pods, component)));
  }
  report.check('chart: every pod is confined', pods.flatMap(confinement));
  report.check('chart: what the internet reaches', exposure(objects));
  report.check('chart: every pod has a network policy', policies(objects, pods));
  report.check(
    'chart: refuses what would be wrong',
    REFUSED.filter(([, set]) => !run('template', 'vibe', chart, '--values', example, '--set', set).refusal).map(([what]) => `it takes ${what}`),
  );
  const plain = run('template', 'vibe', chart, '--values', example, '--set', 'ingress.enabled=false,networkPolicy.enabled=false,dataApi.autoscaling.enabled=false');
  report.check('chart: renders with every part switched off', plain.refusal ? [plain.refusal] : []);
}

const componentOf = (pod) => pod.spec.template.metadata.labels['app.kubernetes.io/component'];

function variables(pods, component) {
  const entries = pods
    .filter((pod) => componentOf(pod) === component)
    .flatMap((pod) => pod.spec.template.spec.containers[0].env)
    .map(({ name, value, valueFrom }) => [name, { value, secret: valueFrom?.secretKeyRef !== undefined }]);
  return Object.fromEntries(entries);
}

function confinement(pod) {
  const spec = pod.spec.template.spec;
  const [container] = spec.containers;
  const rules = [
    [spec.containers.length === 1, 'it has not one container'],
    [spec.automountServiceAccountToken === false, 'it carries a token for the Kubernetes API'],
    [spec.securityContext?.runAsNonRoot === true && spec.securityContext.runAsUser > 0, 'it may run as root'],
    [spec.securityContext?.seccompProfile?.type === 'RuntimeDefault', 'it has no seccomp profile'],
    [!spec.hostNetwork && !spec.hostPID && !spec.hostIPC, 'it shares the host'],
    [(spec.volumes ?? []).every((volume) => volume.hostPath === undefined), 'it mounts the host'],
    [container.securityContext?.allowPrivilegeEscalation === false, 'it may gain privileges'],
    [container.securityContext?.readOnlyRootFilesystem === true, 'its file system can be written'],
    [container.securityContext?.capabilities?.drop?.includes('ALL'), 'it keeps capabilities'],
    [(container.securityContext?.capabilities?.add ?? []).every((c) => c === 'NET_BIND_SERVICE'), 'it adds capabilities'],
    [container.resources?.limits?.memory && container.resources?.requests?.cpu, 'it has no resources'],
    [/(:[^:@/]*\d+\.\d+\.\d+|@sha256:)/.test(container.image), `its image ${container.image} is not pinned`],
    [pod.kind === 'Job' || (container.readinessProbe && container.livenessProbe), 'it has no probes'],
  ];
  return rules.filter(([holds]) => !holds).map(([, problem]) => `${componentOf(pod)}: ${problem}`);
}

function exposure(objects) {
  const problems = objects
    .filter((object) => object.kind === 'Service' && !['ClusterIP', undefined].includes(object.spec.type))
    .map((service) => `Service ${service.metadata.name} is ${service.spec.type}`);
  const secrets = objects.filter((object) => object.kind === 'Secret').map((secret) => `the chart makes a Secret: ${secret.metadata.name}`);
  for (const ingress of objects.filter((object) => object.kind === 'Ingress')) {
    const secured = new Set(ingress.spec.tls?.flatMap((entry) => entry.hosts));
    for (const rule of ingress.spec.rules) {
      if (!secured.has(rule.host)) problems.push(`${rule.host} is served without TLS`);
      for (const { path, backend } of rule.http.paths) {
        if (backend.service.port.name !== 'http') problems.push(`${rule.host}${path} leads to port ${backend.service.port.name}`);
        if (['/', '/v1', '/admin', '/realms'].includes(path) || path.includes('events')) problems.push(`${rule.host}${path} is routed`);
      }
    }
  }
  return [...problems, ...secrets];
}

function policies(objects, pods) {
  const selects = (policy, pod) =>
    Object.entries(policy.spec.podSelector.matchLabels).every(([key, value]) => pod.spec.template.metadata.labels[key] === value);
  const networkPolicies = objects.filter((object) => object.kind === 'NetworkPolicy');
  return pods
    .filter((pod) => !networkPolicies.some((p) => p.spec.policyTypes.includes('Ingress') && p.spec.policyTypes.includes('Egress') && selects(p, pod)))
    .map((pod) => `${componentOf(pod)} is selected by none that denies`);
}
