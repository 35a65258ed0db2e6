/**
 * Exports: a row for each sample, with all that is needed to read it years later: the run, the experiment, the
 * environment and how far it can be trusted. A run without samples has one row, so that none is missing.
 */
import type { ExportedRun, ExportedSample, ExportReader } from '../store/export-reader.js';

/** JSON is a document within a cell; a TIME is in ISO 8601. */
export type ColumnType = 'TEXT' | 'JSON' | 'TIME' | 'INTEGER' | 'LONG' | 'REAL' | 'BOOLEAN';

/** In the order of the columns. Every row has all of them, null where there is nothing to tell. */
export const COLUMNS = {
  batchId: 'TEXT',
  label: 'TEXT',
  configuration: 'INTEGER',
  repetition: 'INTEGER',
  runId: 'TEXT',
  attempt: 'INTEGER',
  state: 'TEXT',
  failure: 'TEXT',
  experimentId: 'TEXT',
  experiment: 'TEXT',
  task: 'TEXT',
  parameters: 'JSON',
  fabric: 'TEXT',
  primitive: 'TEXT',
  options: 'JSON',
  workers: 'INTEGER',
  alongside: 'JSON',
  runtime: 'TEXT',
  repetitions: 'INTEGER',
  precision: 'REAL',
  recording: 'TEXT',
  round: 'INTEGER',
  warmup: 'BOOLEAN',
  wallMs: 'REAL',
  startSkewMs: 'REAL',
  joinMs: 'REAL',
  cpuMs: 'REAL',
  result: 'TEXT',
  grade: 'TEXT',
  expected: 'TEXT',
  observed: 'TEXT',
  lostUpdates: 'LONG',
  validity: 'TEXT',
  validityReasons: 'TEXT',
  workersWarm: 'BOOLEAN',
  workerStartMs: 'REAL',
  workerMemoryBytes: 'LONG',
  queuedAt: 'TIME',
  startedAt: 'TIME',
  finishedAt: 'TIME',
  cpuModel: 'TEXT',
  cores: 'INTEGER',
  coreQuota: 'REAL',
  memoryBytes: 'LONG',
  platform: 'TEXT',
  kernel: 'TEXT',
  node: 'TEXT',
  interpreter: 'TEXT',
  sharedMemory: 'TEXT',
  clockSource: 'TEXT',
  frequencyPolicy: 'TEXT',
  load: 'REAL',
} as const satisfies Readonly<Record<string, ColumnType>>;

export type Cell = string | number | boolean | null;
export type ExportRow = Readonly<Record<keyof typeof COLUMNS, Cell>>;

/** @param sample null for a run that has none */
export function toRow(run: ExportedRun, sample: ExportedSample | null): ExportRow {
  const [{ task, fabric, primitive, options, workers }, ...alongside] = run.plan.groups;
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
    options: JSON.stringify(options),
    workers,
    alongside: alongside.length === 0 ? null : JSON.stringify(alongside),
    runtime: run.plan.runtime,
    repetitions: run.plan.repetitions,
    precision: run.plan.precision ?? null,
    recording: run.plan.recording ?? 'NONE',
    round: sample?.round ?? null,
    warmup: sample?.warmup ?? null,
    wallMs: sample?.wallMs ?? null,
    startSkewMs: sample?.startSkewMs ?? null,
    joinMs: sample?.joinMs ?? null,
    cpuMs: sample?.cpuMs ?? null,
    result: sample?.result ?? null,
    grade: sample?.grade ?? null,
    expected: sample?.expected ?? null,
    observed: sample?.observed ?? null,
    lostUpdates: sample?.lostUpdates ?? null,
    validity: validity?.verdict ?? null,
    validityReasons: validity ? validity.reasons.map(({ code }) => code).join(' ') : null,
    ...costsToCells(run.workerCosts),
    queuedAt: run.queuedAt.toISOString(),
    startedAt: run.startedAt?.toISOString() ?? null,
    finishedAt: run.finishedAt?.toISOString() ?? null,
    cpuModel: environment?.cpuModel ?? null,
    cores: environment?.cores ?? null,
    coreQuota: environment?.coreQuota ?? null,
    memoryBytes: environment?.memoryBytes ?? null,
    platform: environment?.platform ?? null,
    kernel: environment?.kernel ?? null,
    node: environment?.node ?? null,
    interpreter: environment?.interpreter ?? null,
    sharedMemory: environment?.memory ?? null,
    clockSource: environment?.clockSource ?? null,
    frequencyPolicy: environment?.frequencyPolicy ?? null,
    load: environment?.load ?? null,
  };
}

/** Of several workers the slowest to come up, and the memory of all. */
function costsToCells(
  costs: ExportedRun['workerCosts'],
): Pick<ExportRow, 'workersWarm' | 'workerStartMs' | 'workerMemoryBytes'> {
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
