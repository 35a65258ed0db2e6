/** Rows 3 and 3b. */
import type { Expectation, Lesson } from '../../domain/lesson.js';
import { always, oneOf } from '../expectations.js';

const countUnder = (primitive: 'NONE' | 'LOCK' | 'ATOMIC') => ({
  task: { kind: 'refcount', parameters: { operations: 100_000 } },
  primitive,
  fabric: 'THREADS',
  workers: 2,
});

const UNDER_THE_LOCK = 'NONE, under a global interpreter lock';

/** Of a string, before and after it has a second name; and of one that the interpreter keeps in its table of names. */
interface Aliased {
  readonly text: readonly [number, number];
  readonly name: readonly [number, number];
}

const alias: Expectation = {
  needs: 'CPYTHON',
  kind: 'EXACT',
  program: 'NONE',
  expected: '4 references to a string, and 5 with an alias',
  observe(resultOf) {
    const [report] = resultOf('NONE').rounds[0]?.reports ?? [];
    const { aliased } = (report ?? {}) as { readonly aliased?: Aliased };
    if (!aliased) return { observed: 'nothing was counted', isMet: false };
    const { text, name } = aliased;
    // 3.12 keeps such strings for ever, and says so by the largest number it has.
    const kept = name[0] === 2 ** 32 - 1 ? `; a string that could be a name is immortal, and counts ${name[0]}` : '';
    return { observed: `${text[0]}, then ${text[1]}${kept}`, isMet: text[0] === 4 && text[1] === 5 };
  },
};

export const referenceCount: Lesson = {
  id: 'reference-count',
  rows: ['3', '3b'],
  title: 'Why the lock exists',
  doc: 'Workers raise and lower one reference count. Unprotected, the count ends wrong; a lock or an atomic add keeps it right. So does a global interpreter lock (node-gil), at no cost to each raise and lower: that is why CPython has one.',
  programs: () => [
    ...(['NONE', 'LOCK', 'ATOMIC'] as const).map((primitive) => ({ label: primitive, request: countUnder(primitive) })),
    { label: UNDER_THE_LOCK, request: { ...countUnder('NONE'), runtime: 'node-gil' } },
  ],
  expectations: [
    alias,
    oneOf('NONE', ['lost updates', 'exact'], 'a wrong count, or by luck a right one'),
    always('LOCK', 'exact', 'the count it began with'),
    always('ATOMIC', 'exact', 'the count it began with'),
    always(UNDER_THE_LOCK, 'exact', 'the count it began with'),
  ],
};
