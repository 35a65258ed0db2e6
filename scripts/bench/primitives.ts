/**
 * What the primitives cost, in nanoseconds for each operation, beside CPython's, C's and Node's own: each row
 * of a table is measured once in every round, and only ratios within a round are compared.
 *
 *   npx tsx scripts/bench/primitives.ts [rounds] [part of a table's title]
 */
import { loadLinux } from '../../src/fabric/memory/linux.js';
import { buildNative, canPin, childProcess, findPython, messagePort, type Maker } from './primitives/others.js';
import { Pair, type Work } from './primitives/pair.js';
import { measureSideBySide, type Subject } from './side-by-side.js';

const rounds = Number(process.argv[2] ?? 15);
const only = process.argv[3] ?? '';

/** Two workers on two cores: as the lab has it when nobody else wants a core. */
const SPINS = 2_000;
const CAPACITY_BYTES = 65_536;
const PINNED_CORE = 0;

const hasProcesses = loadLinux().available;
const native = buildNative();
const multiprocessing = findPython('multiprocessing');
const threading = findPython('threading');
for (const tool of [native.make, multiprocessing]) if ('missing' in tool) console.log(`Left out, ${tool.missing}`);
if (!hasProcesses) console.log('Left out, our processes: there is no shared memory between processes here.');

const threads = new Pair('threads', 'SHARED_ARRAY_BUFFER');
const processes = hasProcesses ? new Pair('processes', 'FUTEX') : null;
/** Across cores, the time that an idle core takes to wake up hides all else. */
const pinned = hasProcesses && canPin() ? new Pair('processes', 'FUTEX') : null;
pinned?.pin(PINNED_CORE);
if (!pinned) console.log('Left out, round trips on one core: there is no taskset.');

function made(maker: Maker, part: string, times: number): readonly Subject[] {
  return typeof maker === 'function' ? [maker(part, times)] : [];
}

function ours(work: Work): readonly Subject[] {
  return [...(processes ? [processes.subject('processes', work)] : []), threads.subject('threads', work)];
}

const lock: Work = { part: 'lock', spec: { kind: 'LOCK' }, workers: 1, spins: SPINS, times: 3_000_000, counted: 1 };
const queue: Work = {
  part: 'queue',
  spec: { kind: 'QUEUE', capacityBytes: CAPACITY_BYTES, most: 0 },
  workers: 2,
  spins: SPINS,
  times: 1_000_000,
  counted: 1,
};
const pipe: Work = { ...queue, part: 'pipe', spec: { kind: 'PIPE', capacityBytes: CAPACITY_BYTES } };
const semaphore: Work = { ...lock, part: 'semaphore', spec: { kind: 'SEMAPHORE', permits: 1 }, times: 2_000_000 };

const TABLES: readonly { readonly title: string; readonly subjects: readonly Subject[] }[] = [
  {
    title: 'lock, uncontended, acquire and release',
    subjects: [
      ...ours(lock),
      ...made(multiprocessing, 'lock', 500_000),
      ...made(threading, 'lock', 500_000),
      ...made(native.make, 'lock', 5_000_000),
    ],
  },
  {
    title: 'lock, 2 contending, acquire and release',
    subjects: [
      ...ours({ ...lock, workers: 2, times: 1_000_000, counted: 2 }),
      ...made(multiprocessing, 'lock2', 200_000),
      ...made(threading, 'lock2', 200_000),
      ...made(native.make, 'lock2', 1_000_000),
    ],
  },
  { title: 'semaphore, uncontended, acquire and release', subjects: ours(semaphore) },
  {
    title: 'queue, 1 producer and 1 consumer, 16 bytes',
    subjects: [
      ...ours(queue),
      ...made(multiprocessing, 'queue', 50_000),
      ...made(threading, 'queue', 100_000),
      ...made(native.make, 'queue', 1_000_000),
    ],
  },
  {
    title: 'pipe, one way, 16 bytes',
    subjects: [
      ...ours({ ...pipe, times: 2_000_000 }),
      ...made(multiprocessing, 'pipe', 50_000),
      messagePort(50_000),
      childProcess(20_000),
    ],
  },
  {
    title: 'pipe, round trip, 16 bytes',
    subjects: [
      ...ours({ ...pipe, part: 'pipeRoundTrip', times: 200_000 }),
      ...made(multiprocessing, 'roundtrip', 5_000),
    ],
  },
  {
    title: 'pipe, round trip on one core, asleep in between, 16 bytes',
    subjects: pinned
      ? [
          pinned.subject('processes', { ...pipe, part: 'pipeRoundTrip', times: 20_000, spins: 0 }),
          ...made(findPython('multiprocessing', PINNED_CORE), 'roundtrip', 10_000),
        ]
      : [],
  },
];

for (const { title, subjects } of TABLES) {
  const [first] = subjects;
  if (!first || !title.includes(only)) continue;
  console.log(`\n${title}, ns; and how often ${first.name} goes into it`);
  const ratios = await measureSideBySide(subjects, first.name, rounds);
  for (const { name, speedup } of ratios) {
    if (name !== first.name) console.log(`  ${first.name} is ${(1 / speedup.median).toFixed(2)} × as fast as ${name}`);
  }
}

native.close();
await threads.close();
await processes?.close();
await pinned?.close();
process.exit(0);
