// The Dockerfiles: syntax, pinned bases, who they run as, and that what they copy gets into the build.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import dockerfileUtils from 'dockerfile-utils';

export function checkDockerfiles(root, report) {
  const folder = join(root, 'compose');
  const keycloakVersions = new Set();
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.Dockerfile')).sort()) {
    const text = readFileSync(join(folder, file), 'utf8');
    const problems = dockerfileUtils.validate(text).map((finding) => `line ${finding.range.start.line + 1}: ${finding.message}`);
    const bases = [...text.matchAll(/^FROM (\S+)/gm)].map((match) => match[1]);
    for (const base of bases) {
      if (!/:v?\d+\.\d+\.\d+/.test(base)) problems.push(`${base} is not pinned by its full version`);
      const keycloak = /keycloak\/keycloak:(.+)$/.exec(base)?.[1];
      if (keycloak) keycloakVersions.add(keycloak);
    }
    const last = text.slice(text.lastIndexOf('\nFROM '));
    const user = [...last.matchAll(/^USER (\S+)/gm)].at(-1)?.[1] ?? 'root';
    if (/^(root|0)(:|$)/.test(user)) problems.push('it runs as root');
    if (!/^HEALTHCHECK /m.test(last)) problems.push('it has no HEALTHCHECK');
    problems.push(...contextProblems(root, text, join(folder, `${file}.dockerignore`)));
    report.check(file, problems);
  }
  report.check('keycloak.Dockerfile: the version that the rest of the project runs', keycloakVersionProblems(root, [...keycloakVersions]));
}

/** The build's context is a list of what is let in: nothing else of the folder (.env!), and all that the Dockerfile copies by name. */
function contextProblems(root, text, ignoreFile) {
  if (!existsSync(ignoreFile)) return ['it has no .dockerignore: secrets beside it would get into the build'];
  const rules = readFileSync(ignoreFile, 'utf8').split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  const copied = [...text.matchAll(/^COPY (?!--from)(?:--\S+ )*(\S+) \S+$/gm)].map((match) => match[1]).filter((path) => path !== '.');
  return [
    ...(rules[0] === '*' ? [] : ['its .dockerignore lets in what it does not name']),
    ...copied.filter((path) => !existsSync(join(root, path))).map((path) => `it copies ${path}, which is not there`),
    ...copied.filter((path) => !rules.includes(`!${path}`)).map((path) => `it copies ${path}, which its .dockerignore keeps out`),
  ];
}

/** The image may take a newer patch than the distribution of the one-command cloud (fixes), never another minor version. */
function keycloakVersionProblems(root, versions) {
  const ours = /<keycloak\.distribution\.version>([^<]+)</.exec(readFileSync(join(root, 'pom.xml'), 'utf8'))?.[1] ?? 'none';
  if (versions.length !== 1) return [`its stages use ${versions.length} versions: ${versions.join(', ')}`];
  const [major, minor, patch] = versions[0].split('.').map(Number);
  const [ourMajor, ourMinor, ourPatch] = ours.split('.').map(Number);
  if (major === ourMajor && minor === ourMinor && patch >= ourPatch) return [];
  return [`the image takes ${versions[0]}, pom.xml ${ours}`];
}
