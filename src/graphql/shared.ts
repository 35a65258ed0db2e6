/**
 * The mark of what many subscribers may share: one execution and one text for all who ask the same.
 *
 * On a field it says that the arguments and the scope to which a caller was admitted decide the value, and
 * nothing else does: not who the caller is, and not when it came. On a type it says so of all its fields; a
 * field's own mark goes first. On a field of `Subscription` it says besides that each event is a whole
 * snapshot, so that the newest replaces all before it.
 *
 * Whatever is not marked is not shared, and an operation is shared only where everything it selects is marked:
 * a field that forgets the mark costs time, and never tells one caller what is another's.
 */
export const SHARED = { shared: true } as const;

/** For a field of a shared type whose value depends on the caller. */
export const PERSONAL = { shared: false } as const;

interface Marked {
  readonly extensions: Readonly<Record<string, unknown>>;
}

export function isShared(field: Marked, type: Marked): boolean {
  return (field.extensions['shared'] ?? type.extensions['shared']) === true;
}
