/**
 * Plays a task's bodies in this thread, interleaved as on an event loop: a step of each in turn. Their shared
 * memory is an array, and whoever would sleep throws.
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { Body, TaskKind } from '../../src/catalog/task-kind.js';
import type { Parameters, Primitive, PrimitiveOptions } from '../../src/domain/experiment.js';
import type { Judgement } from '../../src/domain/run.js';
import {
  attachResource,
  initializeResource,
  lockOwner,
  locksOf,
  resourceOf,
  sizeOfResource,
  type Resource,
  type ResourceSpec,
} from '../../src/primitives/registry.js';
import type { Self } from '../../src/primitives/self.js';
import { LINE_WORDS } from '../../src/primitives/words.js';
import { PlainWords } from '../primitives/plain-words.js';

const OPTIONS: PrimitiveOptions = { permits: 2, capacity: 0, capacityBytes: 1_024, switchIntervalMs: null };

const NOBODY: Self = { worker: -1, spins: 0, blockedOn: -1 };

export interface Game {
  readonly task: TaskKind;
  readonly parameters: Parameters;
  readonly primitive: Primitive;
  readonly workers: number;
  readonly fileServer?: string;
}

export interface Played {
  readonly reports: readonly unknown[];
  readonly judgement: Judgement;
  /** What each worker told of its progress, and how often it handed over. */
  readonly told: readonly (readonly number[])[];
  readonly pauses: readonly number[];
  /** Locks that somebody still holds. */
  readonly held: readonly string[];
}

/** The shared memory of a round. The first word is nobody's: index 0 is no resource. */
export function lay(specs: readonly ResourceSpec[]): {
  readonly words: PlainWords;
  readonly attach: (worker?: number) => readonly Resource[];
  readonly held: () => readonly string[];
} {
  let end = LINE_WORDS;
  const placed = specs.map((spec) => {
    const index = end;
    end += sizeOfResource(spec);
    return { spec, index };
  });
  const words = new PlainWords(end);
  for (const { spec, index } of placed) initializeResource(words, index, spec);
  return {
    words,
    attach: (worker) => {
      const self = worker === undefined ? NOBODY : { ...NOBODY, worker };
      return placed.map(({ spec, index }) => attachResource(words, index, spec, self));
    },
    held: () =>
      placed
        .flatMap(({ spec, index }) => locksOf(spec, index))
        .flatMap(({ word, name }) => (lockOwner(words, word) === null ? [] : [name])),
  };
}

export async function play({ task, parameters, primitive, workers, fileServer = '' }: Game): Promise<Played> {
  const table = lay([resourceOf(primitive, OPTIONS, workers), ...task.resources(parameters, workers)]);
  const told: number[][] = [];
  const pauses: number[] = [];
  const results: unknown[] = [];
  await Promise.all(
    Array.from({ length: workers }, async (_, worker) => {
      const [chosen, ...resources] = table.attach(worker) as [Resource, ...Resource[]];
      const units: number[] = [];
      told[worker] = units;
      const body = task.body({
        worker,
        workers,
        parameters,
        primitive: chosen,
        resources,
        isCooperative: true,
        fileServer,
        report: (done) => void units.push(done),
        checkpoint: () => {},
      });
      const { result, yields } = await drive(body);
      results[worker] = result;
      pauses[worker] = yields;
    }),
  );
  // As they come back out of shared memory.
  const reports = results.map((result) => JSON.parse(JSON.stringify(task.report(result))) as unknown);
  const [shared, ...resources] = table.attach() as [Resource, ...Resource[]];
  const judgement = task.judge({ parameters, primitive, workers, reports, shared, resources });
  return { reports, judgement, told, pauses, held: table.held() };
}

async function drive(body: Body<unknown>): Promise<{ readonly result: unknown; readonly yields: number }> {
  let yields = 0;
  let next = body.next();
  while (!next.done) {
    yields += 1;
    const step = next.value;
    let given: unknown;
    if (!step) await Promise.resolve();
    else if ('io' in step) given = await step.io;
    else {
      const deadline = performance.now() + step.sleepMs;
      while (performance.now() < deadline) await pause(1);
    }
    // A turn for timers and sockets, too: nobody may starve them by waiting busily.
    if (yields % 16 === 0) await pause(0);
    next = body.next(given);
  }
  return { result: next.value, yields };
}
