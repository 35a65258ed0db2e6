/** A batch out of a YAML file: the fields of `BatchInput`, written as people write them. */
import { LineCounter, parseDocument, type YAMLParseError } from 'yaml';
import * as z from 'zod';
import { TASKS } from '../catalog/catalog.js';
import { BATCH_ORDERS, BATCH_PRIORITIES } from '../domain/batch-plan.js';
import { FABRICS, PRIMITIVES, START_METHODS } from '../domain/experiment.js';
import type { Checked, Problem } from '../domain/problem.js';
import { RECORDINGS } from '../domain/recording.js';
import { describeIssues } from './batch-file-problems.js';
import { fieldsOf } from './schema-fields.js';
import { asList, fractions, numbers, wholeNumber, word } from './yaml-values.js';

/** `BatchInput` of the schema. */
export type BatchInput = z.output<typeof File>;

const taskNames = TASKS.map(({ kind }) => kind);

/** The name alone takes all defaults. */
const taskOf = <Count extends z.ZodType, Choice extends z.ZodType>(
  number: Count,
  choice: (one: z.ZodType<string>) => Choice,
) =>
  z.preprocess(
    (given) => (typeof given === 'string' ? { [given]: {} } : given),
    z
      .strictObject(
        Object.fromEntries(TASKS.map(({ kind, parameters }) => [kind, parametersOf(parameters, number, choice)])),
        { error: `is one of ${taskNames.join(', ')}` },
      )
      .refine((given) => Object.keys(given).length === 1, { error: `is exactly one of ${taskNames.join(', ')}` }),
  );

function parametersOf<Count extends z.ZodType, Choice extends z.ZodType>(
  parameters: (typeof TASKS)[number]['parameters'],
  number: Count,
  choice: (one: z.ZodType<string>) => Choice,
) {
  const fields = Object.entries(parameters).map(([name, spec]) => {
    const field = spec.type === 'choice' ? choice(word(spec.words as [string, ...string[]])) : number;
    return [name, field.optional()] as const;
  });
  return z.preprocess((given) => given ?? {}, z.strictObject(Object.fromEntries(fields))).optional();
}

/** `ioWait`, `io-wait`, `IO_WAIT`. */
const toKind = (text: string): string =>
  text
    .trim()
    .replaceAll(/(?<=[a-z])(?=[A-Z])/g, '_')
    .replaceAll('-', '_')
    .toUpperCase();

const taskKind = z.preprocess(
  (given) => (typeof given === 'string' ? toKind(given) : given),
  z.enum(taskNames.map(toKind), { error: `is one of ${taskNames.join(', ')}` }),
);

const optionsOf = <Count extends z.ZodType, Choice extends z.ZodType>(
  number: Count,
  choice: (one: z.ZodType<(typeof START_METHODS)[number]>) => Choice,
) =>
  z.strictObject({
    permits: number.optional(),
    capacity: number.optional(),
    capacityBytes: number.optional(),
    switchIntervalMs: number.optional(),
    startMethod: choice(word(START_METHODS)).optional(),
  });

const Options = optionsOf(numbers, asList);

/** One that is the same in every run. */
const Group = z.strictObject({
  task: taskOf(wholeNumber, (one) => one),
  primitive: word(PRIMITIVES).optional(),
  options: optionsOf(wholeNumber, (one) => one).optional(),
  fabric: word(FABRICS).optional(),
  workers: wholeNumber.optional(),
});

const Matrix = z.strictObject({
  task: asList(taskOf(numbers, asList)),
  primitive: asList(word(PRIMITIVES)).optional(),
  options: Options.optional(),
  fabric: asList(word(FABRICS)).optional(),
  workers: numbers.optional(),
  runtime: asList(z.string()).optional(),
  repetitions: numbers.optional(),
  warmup: numbers.optional(),
  timeoutMs: numbers.optional(),
  precision: fractions.optional(),
  recording: asList(word(RECORDINGS)).optional(),
  alongside: asList(Group).optional(),
});

const Selection = z.strictObject({
  task: asList(taskKind).optional(),
  primitive: asList(word(PRIMITIVES)).optional(),
  fabric: asList(word(FABRICS)).optional(),
  workers: numbers.optional(),
  runtime: asList(z.string()).optional(),
  recording: asList(word(RECORDINGS)).optional(),
  startMethod: asList(word(START_METHODS)).optional(),
  switchIntervalMs: numbers.optional(),
});

const Baseline = z.strictObject({
  primitive: word(PRIMITIVES).optional(),
  fabric: word(FABRICS).optional(),
  workers: wholeNumber.optional(),
  runtime: z.string().optional(),
  recording: word(RECORDINGS).optional(),
  startMethod: word(START_METHODS).optional(),
  switchIntervalMs: wholeNumber.optional(),
});

const File = z.strictObject({
  name: z.string().optional(),
  matrix: Matrix,
  exclude: asList(Selection).optional(),
  repetitions: wholeNumber.optional(),
  order: word(BATCH_ORDERS).optional(),
  priority: word(BATCH_PRIORITIES).optional(),
  skipUnsupported: z.boolean().optional(),
  baseline: Baseline.optional(),
  idempotencyKey: z.string().optional(),
});

/** What a file may say, by name: the help has all of it. */
export const BATCH_FILE_FIELDS = {
  file: Object.keys(File.shape),
  matrix: Object.keys(Matrix.shape),
  options: Object.keys(Options.shape),
  alongside: Object.keys(Group.shape),
  exclude: Object.keys(Selection.shape),
  baseline: Object.keys(Baseline.shape),
} as const;

/** Every problem with its path in the file, and its line. */
export function parseBatchFile(text: string): Checked<BatchInput> {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  if (document.errors.length > 0)
    return { ok: false, problems: document.errors.map((error) => toProblem(error, lines)) };
  const parsed = File.safeParse(document.toJS());
  if (parsed.success) return { ok: true, value: parsed.data };
  return {
    ok: false,
    problems: describeIssues(parsed.error.issues, { document, lines, fieldsAt: (path) => fieldsOf(File, path) }),
  };
}

function toProblem({ message, pos }: YAMLParseError, lines: LineCounter): Problem {
  const path = `line ${lines.linePos(pos[0]).line}`;
  return { path, code: 'NOT_SUPPORTED', message: `${path} is no YAML: ${message}` };
}
