/** The unit's table of threading beside multiprocessing: six aspects. */
import type { Comparison } from '../../domain/comparison.js';
import { plainFigure, sideBySide, type Figure, type Program, type ResultOf } from '../../domain/lesson.js';
import { speedup } from '../expectations.js';

type Fabric = 'SERIAL' | 'THREADS' | 'PROCESSES';

const waits = (fabric: Fabric): Program => ({
  label: `I/O on ${fabric}`,
  request: { task: { kind: 'ioWait', parameters: { milliseconds: 50 } }, fabric, workers: 5, repetitions: 7 },
});
const computes = (fabric: Fabric): Program => ({
  label: `CPU on ${fabric}`,
  request: { task: { kind: 'countdown', parameters: { n: 500_000_000 } }, fabric, workers: 2, repetitions: 9 },
});
const WAITS = sideBySide(waits('SERIAL'), waits('THREADS'), waits('PROCESSES'));
const COMPUTES = sideBySide(computes('SERIAL'), computes('THREADS'), computes('PROCESSES'));

const identity = (fabric: Fabric): Program => ({
  label: `identity on ${fabric}`,
  request: { task: { kind: 'identity', parameters: { holdMs: 20 } }, fabric, workers: 4, repetitions: 1, warmup: 0 },
});
const race = (fabric: Fabric): Program => ({
  label: `race on ${fabric}`,
  request: { task: { kind: 'counter', parameters: { increments: 1_000_000 } }, fabric, workers: 2, repetitions: 10 },
});
const LIST: Program = {
  label: 'list on PROCESSES',
  request: {
    task: { kind: 'notShared', parameters: {} },
    primitive: 'LOCK',
    fabric: 'PROCESSES',
    workers: 3,
    repetitions: 1,
  },
};
const QUEUED: Program = {
  label: 'queue on PROCESSES',
  request: {
    task: { kind: 'producerConsumer', parameters: { items: 1_000 } },
    primitive: 'QUEUE',
    fabric: 'PROCESSES',
    workers: 2,
    repetitions: 1,
  },
};
const starts = (what: 'THREAD' | 'PROCESS'): Program => ({
  label: `start of a ${what}`,
  request: { task: { kind: 'startUp', parameters: { what, count: 5 } }, fabric: 'SERIAL', workers: 1, repetitions: 7 },
});
const crash = (fabric: Fabric): Program => ({
  label: `crash on ${fabric}`,
  request: {
    task: { kind: 'crash', parameters: { how: 'KILL', afterMs: 20 } },
    fabric,
    workers: 2,
    repetitions: 1,
    warmup: 0,
  },
});

/** Above this, workers were at it at the same time. */
const AT_ONCE = 1.2;

const gains = (resultOf: ResultOf, what: 'I/O' | 'CPU'): readonly [Figure, Figure] => [
  speedup(resultOf, `${what} on SERIAL`, `${what} on THREADS`),
  speedup(resultOf, `${what} on SERIAL`, `${what} on PROCESSES`),
];
const times = ({ value }: Figure): string => `${value.toFixed(2)}×`;
const isAtOnce = ({ low }: Figure): boolean => (low ?? 0) > AT_ONCE;
const describeSpaces = (count: number): string => `4 workers in ${count} address space${count === 1 ? '' : 's'}`;
const areComplete = (resultOf: ResultOf, programs: readonly Program[]): boolean =>
  programs.every(({ label }) => resultOf(label).state === 'SUCCEEDED');
const observedOf = (resultOf: ResultOf, { label }: Program): string =>
  resultOf(label).rounds[0]?.observed ?? resultOf(label).state;

export const threadingAndMultiprocessing: Comparison = {
  id: 'threading-and-multiprocessing',
  title: 'Threading beside multiprocessing',
  columns: ['threading', 'multiprocessing'],
  rows: [
    {
      aspect: 'use case',
      says: ['I/O-bound', 'CPU-bound'],
      programs: [...WAITS, ...COMPUTES],
      measure(resultOf) {
        const [waitThreads, waitProcesses] = gains(resultOf, 'I/O');
        const [computeThreads, computeProcesses] = gains(resultOf, 'CPU');
        return {
          measured: [
            `five waits ${times(waitThreads)}, two computations ${times(computeThreads)} as fast as one by one`,
            `five waits ${times(waitProcesses)}, two computations ${times(computeProcesses)} as fast as one by one`,
          ],
          figures: [waitThreads, waitProcesses, computeThreads, computeProcesses],
          // "Threads are for I/O" also says that they are not for the processor.
          agrees: areComplete(resultOf, [...WAITS, ...COMPUTES])
            ? isAtOnce(waitThreads) && isAtOnce(computeProcesses) && !isAtOnce(computeThreads)
            : null,
        };
      },
    },
    {
      aspect: 'parallelism',
      says: ['limited by the lock', 'real'],
      programs: COMPUTES,
      measure(resultOf) {
        const [threads, processes] = gains(resultOf, 'CPU');
        const describe = (gain: Figure): string => `${isAtOnce(gain) ? 'real' : 'none seen'}: ${times(gain)} with two`;
        return {
          measured: [describe(threads), describe(processes)],
          figures: [threads, processes],
          agrees: areComplete(resultOf, COMPUTES) ? !isAtOnce(threads) && isAtOnce(processes) : null,
        };
      },
    },
    {
      aspect: 'memory',
      says: ['shared', 'one space each'],
      programs: [identity('THREADS'), identity('PROCESSES')],
      measure(resultOf) {
        const [threads, processes] = [identity('THREADS'), identity('PROCESSES')] as const;
        const spaces = (program: Program): number =>
          new Set(resultOf(program.label).rounds[0]?.reports.map((report) => (report as { process: number }).process))
            .size;
        return {
          measured: [describeSpaces(spaces(threads)), describeSpaces(spaces(processes))],
          figures: [],
          agrees: areComplete(resultOf, [threads, processes]) ? spaces(threads) === 1 && spaces(processes) === 4 : null,
        };
      },
    },
    {
      aspect: 'data sharing',
      says: ['needs Lock or Queue', 'Queue, Pipe, shared memory'],
      programs: [race('THREADS'), LIST, QUEUED],
      measure(resultOf) {
        const { rounds } = resultOf(race('THREADS').label);
        const lost = rounds.reduce((sum, round) => sum + (round.lostUpdates ?? 0), 0);
        const isAlone = resultOf(LIST.label).rounds.every(({ result }) => result === 'not shared');
        return {
          measured: [
            `without a lock, ${lost} of ${rounds.length * 2_000_000} increments lost`,
            `an ordinary list: ${observedOf(resultOf, LIST)}; a queue: ${observedOf(resultOf, QUEUED)}`,
          ],
          figures: [plainFigure('lost updates', lost, 'updates')],
          agrees: areComplete(resultOf, [race('THREADS'), LIST, QUEUED]) ? lost > 0 && isAlone : null,
        };
      },
    },
    {
      aspect: 'overhead',
      says: ['light', 'heavy'],
      programs: sideBySide(starts('THREAD'), starts('PROCESS')),
      measure(resultOf) {
        const ratio = speedup(resultOf, starts('PROCESS').label, starts('THREAD').label);
        return {
          measured: [
            `start: ${observedOf(resultOf, starts('THREAD'))}`,
            `start: ${observedOf(resultOf, starts('PROCESS'))}`,
          ],
          figures: [{ ...ratio, name: 'start of a process / of a thread' }],
          agrees: areComplete(resultOf, [starts('THREAD'), starts('PROCESS')]) ? (ratio.low ?? 0) > 1 : null,
        };
      },
    },
    {
      aspect: 'fault isolation',
      says: ['one crash takes all', 'isolated'],
      programs: [crash('THREADS'), crash('PROCESSES')],
      measure(resultOf) {
        const failures = [crash('THREADS'), crash('PROCESSES')].map(({ label }) => resultOf(label).failure);
        const [thread, process] = failures.map((failure) => failure?.message ?? 'nothing died') as [string, string];
        return {
          measured: [thread, process],
          figures: [],
          agrees: failures.every((failure) => failure)
            ? failures[0]?.code === 'LAB_DIED' && failures[1]?.code === 'WORKER_DIED'
            : null,
        };
      },
    },
  ],
};
