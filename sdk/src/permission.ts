const PATTERN = /^(\*|[a-z][a-z0-9-]*(?:\.[a-z][a-z0-9-]*)*):(read|write)(:global)?$/;

/** `<type>:<read|write>`, with `:global` for an app's own queries over everyone who allowed it. */
export type Permission = string;

export function isPermission(value: unknown): value is Permission {
  return typeof value === 'string' && PATTERN.test(value);
}

/** Whether what was granted covers what is wanted: `*` stands for every type but `grants`, and write implies read. */
export function covers(granted: Iterable<Permission>, wanted: Permission): boolean {
  const [, type, action, scope] = PATTERN.exec(wanted) ?? [];
  if (!type) return false;
  for (const permission of granted) {
    const [, grantedType, grantedAction, grantedScope] = PATTERN.exec(permission) ?? [];
    // What apps hold is asked for by its name.
    if (grantedType !== type && (grantedType !== '*' || type === 'grants')) continue;
    if (grantedAction !== action && grantedAction !== 'write') continue;
    if (grantedScope === scope) return true;
  }
  return false;
}
