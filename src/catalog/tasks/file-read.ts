/** A file is read into a text that all share: the unit's file reader with its lock (row 17). */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { integer } from '../../domain/task-spec.js';
import { wordsOf } from '../../primitives/registry.js';
import { LINE_WORDS, type Words } from '../../primitives/words.js';
import { acquire } from '../blocking.js';
import { defineTask } from '../task-kind.js';

const GREETING = 'Hello from a file.\n';

/** The shared text: its length in bytes, and from the next line of words on the bytes. */
const TEXT = LINE_WORDS;

export const fileRead = defineTask({
  kind: 'fileRead',
  title: 'Reading a file into a shared text',
  doc:
    'Each worker reads a small real file that greets, and appends what it read to one text that all share: it looks ' +
    'where the text ends, holds on for a moment, writes, and moves the end. With a LOCK around that the greeting ' +
    'stands there once for each reading. With NONE two workers may find the same end, and one writes over the other.',
  parameters: {
    times: integer({ doc: 'Readings by each worker.', unit: 'times', min: 1, max: 1_000, default: 1 }),
    holdMs: integer({
      doc: 'Pause between the look for the end and the writing.',
      unit: 'ms',
      min: 0,
      max: 60_000,
      default: 10,
    }),
  },
  primitives: ['LOCK', 'NONE'],
  fabrics: ['THREADS', 'PROCESSES', 'SERIAL', 'ASYNC'],
  workUnit: 'readings',
  /** The shared text. */
  resources: ({ times }, workers) => [
    { kind: 'WORDS', count: TEXT + Math.ceil((times * workers * GREETING.length) / 4) },
  ],
  units: ({ times }) => times,
  *body(context) {
    const { parameters, primitive, resources, report } = context;
    const { words, base } = wordsOf(resources[0]);
    for (let done = 1; done <= parameters.times; done += 1) {
      if (primitive.kind === 'LOCK') yield* acquire(context, primitive.lock);
      const end = words.load(base);
      const text = readGreeting();
      if (parameters.holdMs > 0) yield { sleepMs: parameters.holdMs };
      words.bytes.set(text, (base + TEXT) * 4 + end);
      words.store(base, end + text.length);
      if (primitive.kind === 'LOCK') primitive.lock.release();
      report(done);
      yield;
    }
    return parameters.times;
  },
  report: (readings) => readings,
  watched: (primitive) => [{ result: 'greetings lost', grade: primitive === 'NONE' ? 'INTERESTING' : 'FORBIDDEN' }],
  judge({ parameters: { times }, primitive, workers, reports, resources }) {
    const { words, base } = wordsOf(resources[0]);
    const readings = reports.reduce((sum, done) => sum + done, 0);
    const text = readText(words, base);
    const greetings = text.split(GREETING).length - 1;
    const expected = times * workers;
    const isExact = readings === expected && text === GREETING.repeat(expected);
    return {
      result: isExact ? 'exact' : 'greetings lost',
      grade: isExact ? 'ACCEPTABLE' : primitive === 'NONE' ? 'INTERESTING' : 'FORBIDDEN',
      expected: `the greeting ${expected} times`,
      observed: `the greeting ${greetings} times in ${text.length} characters`,
      lostUpdates: expected - greetings,
    };
  },
});

/**
 * The file is made, read and removed in one go, without a pause in which a run could be called off: so it
 * needs no set-up, no two workers share one, and nothing stays behind.
 */
function readGreeting(): Uint8Array {
  const folder = mkdtempSync(join(tmpdir(), 'lockstep-'));
  try {
    const path = join(folder, 'greeting.txt');
    writeFileSync(path, GREETING);
    return readFileSync(path);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function readText(words: Words, base: number): string {
  const start = (base + TEXT) * 4;
  // A copy: shared bytes cannot be decoded everywhere.
  return Buffer.from(words.bytes.slice(start, start + words.load(base))).toString('latin1');
}
