/**
 * Exports: a row for each sample, with all that is needed to read it years later: the run, the experiment, the
 * environment and how far it can be trusted. A run without samples has one row, so that none is missing.
 *
 * Streamed from the store to whoever reads, at the reader's pace.
 */
import { Readable } from 'node:stream';
import { stringify } from 'csv-stringify';
import type { ExportedRun, ExportedSample, ExportReader } from '../store/export-reader.js';

type Cell = string | number | boolean | null;
export type ExportRow = Readonly<Record<string, Cell>>;

const SAMPLE_COLUMNS = [
  'round',
  'warmup',
  'wallMs',
  'startSkewMs',
  'joinMs',
  'cpuMs',
  'result',
  'grade',
  'expected',
  'observed',
  'lostUpdates',
] as const satisfies (keyof ExportedSample)[];

/** Every row has all of these, in this order. */
export function toRow(run: ExportedRun, sample: ExportedSample | null): ExportRow {
  const [{ task, fabric, primitive, workers }, ...alongside] = run.plan.groups;
  const { environment, validity } = run;
  return {
    batchId: run.batchId,
    label: run.label,
    configuration: run.configuration,
    repetition: run.repetition,
    runId: run.id,
    attempt: run.attempt,
    state: run.state,
    failure: run.failure?.code ?? null,
    experimentId: run.experimentId,
    experiment: run.experiment,
    task: task.kind,
    parameters: JSON.stringify(task.parameters),
    fabric,
    primitive,
    workers,
    alongside: alongside.length === 0 ? null : JSON.stringify(alongside),
    runtime: run.plan.runtime,
    repetitions: run.plan.repetitions,
    ...(Object.fromEntries(SAMPLE_COLUMNS.map((name) => [name, sample?.[name] ?? null])) as Record<string, Cell>),
    validity: validity?.verdict ?? null,
    validityReasons: validity ? validity.reasons.map(({ code }) => code).join(' ') : null,
    ...costsToCells(run.workerCosts),
    queuedAt: run.queuedAt.toISOString(),
    startedAt: run.startedAt?.toISOString() ?? null,
    finishedAt: run.finishedAt?.toISOString() ?? null,
    cpuModel: environment?.cpuModel ?? null,
    cores: environment?.cores ?? null,
    memoryBytes: environment?.memoryBytes ?? null,
    platform: environment?.platform ?? null,
    kernel: environment?.kernel ?? null,
    node: environment?.node ?? null,
    sharedMemory: environment?.memory ?? null,
    load: environment?.load ?? null,
  };
}

/** Of several workers the slowest to come up, and the memory of all. */
function costsToCells(costs: ExportedRun['workerCosts']): ExportRow {
  const starts = costs.flatMap(({ startMs }) => (startMs === null ? [] : [startMs]));
  const memory = costs.flatMap(({ memoryBytes }) => (memoryBytes === null ? [] : [memoryBytes]));
  const areWarm = costs.map(({ isWarm }) => isWarm);
  return {
    workersWarm: areWarm.length === 0 || areWarm.includes(null) ? null : !areWarm.includes(false),
    workerStartMs: starts.length === 0 ? null : Math.max(...starts),
    workerMemoryBytes: memory.length === 0 ? null : memory.reduce((sum, bytes) => sum + bytes, 0),
  };
}

export async function* exportRows(
  reader: ExportReader,
  runs: AsyncIterable<ExportedRun>,
): AsyncGenerator<ExportRow, void, undefined> {
  for await (const run of runs) {
    let isEmpty = true;
    for await (const sample of reader.samplesOf(run)) {
      isEmpty = false;
      yield toRow(run, sample);
    }
    if (isEmpty) yield toRow(run, null);
  }
}

export const EXPORT_FORMATS = ['csv', 'jsonl'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

export const CONTENT_TYPES: Readonly<Record<ExportFormat, string>> = {
  csv: 'text/csv; charset=utf-8; header=present',
  jsonl: 'application/jsonl; charset=utf-8',
};

/** As text, to be piped on. */
export function toStream(rows: AsyncIterable<ExportRow>, format: ExportFormat): Readable {
  if (format === 'jsonl') return Readable.from(toLines(rows));
  // A name that begins with = shall be a name in a spreadsheet too, and no formula.
  const csv = stringify({ header: true, escape_formulas: true, cast: { boolean: String } });
  const source = Readable.from(rows);
  source.on('error', (error) => csv.destroy(error));
  csv.on('close', () => source.destroy());
  return source.pipe(csv);
}

async function* toLines(rows: AsyncIterable<ExportRow>): AsyncGenerator<string, void, undefined> {
  for await (const { parameters, alongside, ...row } of rows) {
    const parsed = { ...row, parameters: parse(parameters), alongside: parse(alongside) };
    yield `${JSON.stringify(parsed)}\n`;
  }
}

/** JSON within JSON would have to be read twice. */
function parse(cell: Cell | undefined): unknown {
  return typeof cell === 'string' ? JSON.parse(cell) : null;
}
