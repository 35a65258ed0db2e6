/**
 * A batch out of a YAML file: the fields of `BatchInput`, written as people write them. Numbers may be
 * `1..8`, `0..100 step 10` or `2^0..2^6`, words in any case, and one value stands for a list of one.
 */
import { isNode, LineCounter, parseDocument } from 'yaml';
import { z } from 'zod';
import { TASKS } from '../catalog/catalog.js';
import { BATCH_ORDERS, BATCH_PRIORITIES } from '../domain/batch-plan.js';
import { FABRICS, PRIMITIVES } from '../domain/experiment.js';
import type { Checked, Problem } from '../domain/problem.js';

/** `BatchInput` of the schema. */
export type BatchInput = z.output<typeof File>;

const asList = <T extends z.ZodType>(item: T) =>
  z.preprocess((given) => (given === undefined || Array.isArray(given) ? given : [given]), z.array(item));

const word = <const T extends readonly [string, ...string[]]>(words: T) =>
  z.preprocess(
    (given) => (typeof given === 'string' ? given.trim().toUpperCase().replaceAll('-', '_') : given),
    z.enum(words),
  );

const WHOLE = /^[+-]?\d[\d_]*(e\+?\d{1,2})?$/i;
const toNumber = (text: string): number => Number(text.replaceAll('_', ''));

const wholeNumber = z.preprocess(
  (given) => (typeof given === 'string' && WHOLE.test(given.trim()) ? toNumber(given) : given),
  z.int({ error: 'is a whole number, such as 1000000, 1_000_000 or 1e6' }),
);

const RANGE = /^(\d[\d_]*)\s*\.\.\s*(\d[\d_]*)(?:\s+step\s+(\d[\d_]*))?$/;
const POWERS = /^2\^(\d{1,2})\s*\.\.\s*2\^(\d{1,2})$/;

function readSpan(text: string): unknown {
  const range = RANGE.exec(text);
  if (range) {
    const [, from = '', to = '', step = '1'] = range;
    return { range: { from: toNumber(from), to: toNumber(to), step: toNumber(step) } };
  }
  const powers = POWERS.exec(text);
  if (powers) return { powersOfTwo: { from: 2 ** Number(powers[1]), to: 2 ** Number(powers[2]) } };
  return { values: [text] };
}

/** `NumbersInput` of the schema. */
const numbers = z.preprocess(
  (given) => {
    if (typeof given === 'string') return readSpan(given.trim());
    if (typeof given === 'number') return { values: [given] };
    return Array.isArray(given) ? { values: given } : given;
  },
  z.union(
    [
      z.strictObject({ values: z.array(wholeNumber) }),
      z.strictObject({ range: z.strictObject({ from: z.int(), to: z.int(), step: z.int().default(1) }) }),
      z.strictObject({ powersOfTwo: z.strictObject({ from: z.int(), to: z.int() }) }),
    ],
    { error: 'is a number, a list of numbers, or such as 1..8, 0..100 step 10, 2^0..2^6' },
  ),
);

const taskNames = TASKS.map(({ kind }) => kind);

/** The name alone takes all defaults. */
const task = z.preprocess(
  (given) => (typeof given === 'string' ? { [given]: {} } : given),
  z
    .strictObject(
      Object.fromEntries(
        TASKS.map(({ kind, parameters }) => [
          kind,
          z
            .preprocess(
              (given) => given ?? {},
              z.strictObject(
                Object.fromEntries(
                  Object.entries(parameters).map(([name, spec]) => [
                    name,
                    (spec.type === 'choice' ? asList(word(spec.words as [string, ...string[]])) : numbers).optional(),
                  ]),
                ),
              ),
            )
            .optional(),
        ]),
      ),
      { error: `is one of ${taskNames.join(', ')}` },
    )
    .refine((given) => Object.keys(given).length === 1, { error: `is exactly one of ${taskNames.join(', ')}` }),
);

const taskKinds = z.preprocess(
  (given) => (typeof given === 'string' ? given.replaceAll(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase() : given),
  z.string(),
);

const Options = z.strictObject({
  permits: numbers.optional(),
  capacity: numbers.optional(),
  capacityBytes: numbers.optional(),
});

const Matrix = z.strictObject({
  task: asList(task),
  primitive: asList(word(PRIMITIVES)).optional(),
  options: Options.optional(),
  fabric: asList(word(FABRICS)).optional(),
  workers: numbers.optional(),
  runtime: asList(z.string()).optional(),
  repetitions: numbers.optional(),
  warmup: numbers.optional(),
  timeoutMs: numbers.optional(),
});

const File = z.strictObject({
  name: z.string().optional(),
  matrix: Matrix,
  exclude: asList(
    z.strictObject({
      task: asList(taskKinds).optional(),
      primitive: asList(word(PRIMITIVES)).optional(),
      fabric: asList(word(FABRICS)).optional(),
      workers: numbers.optional(),
      runtime: asList(z.string()).optional(),
    }),
  ).optional(),
  repetitions: wholeNumber.optional(),
  order: word(BATCH_ORDERS).optional(),
  priority: word(BATCH_PRIORITIES).optional(),
  skipUnsupported: z.boolean().optional(),
  baseline: z
    .strictObject({
      primitive: word(PRIMITIVES).optional(),
      fabric: word(FABRICS).optional(),
      workers: wholeNumber.optional(),
      runtime: z.string().optional(),
    })
    .optional(),
  idempotencyKey: z.string().optional(),
});

/** What a file may say, by name: the help has all of it. */
export const BATCH_FILE_FIELDS = {
  file: Object.keys(File.shape),
  matrix: Object.keys(Matrix.shape),
  options: Object.keys(Options.shape),
} as const;

/** Every problem with its path in the file, and its line. */
export function parseBatchFile(text: string): Checked<BatchInput> {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  if (document.errors.length > 0) {
    return {
      ok: false,
      problems: document.errors.map(({ message, pos }) => ({
        path: `line ${lines.linePos(pos[0]).line}`,
        code: 'NOT_SUPPORTED',
        message: `line ${lines.linePos(pos[0]).line} is no YAML: ${message}`,
      })),
    };
  }
  const parsed = File.safeParse(document.toJS());
  if (parsed.success) return { ok: true, value: parsed.data };
  const lineOf = (path: readonly PropertyKey[]): string => {
    // A value that stands for a list of one has no place of its own: that of what holds it, then.
    for (let depth = path.length; depth > 0; depth -= 1) {
      const node = document.getIn(path.slice(0, depth), true);
      if (isNode(node) && node.range) return ` (line ${lines.linePos(node.range[0]).line})`;
    }
    return '';
  };
  const problems: readonly Problem[] = parsed.error.issues.map(({ path, message, code }) => {
    const name = path.map(String).join('.') || 'the file';
    const problem = code === 'unrecognized_keys' ? 'UNKNOWN' : 'NOT_SUPPORTED';
    return { path: name, code: problem, message: `${name} ${message}${lineOf(path)}.` };
  });
  return { ok: false, problems };
}
