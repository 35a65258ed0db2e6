/** One lock taken twice by its owner: a plain Lock waits for itself, an RLock lets its owner in (claim 12). */
import { integer } from '../../domain/task-spec.js';
import { defineTask } from '../task-kind.js';

export const selfDeadlock = defineTask({
  kind: 'selfDeadlock',
  title: 'One lock, twice',
  doc:
    'Each worker takes the lock, and takes it again before it releases it. A LOCK does not know its own: the worker ' +
    'waits for itself for ever. An RLOCK counts.',
  parameters: {
    depth: integer({
      doc: 'How often it takes the lock before it releases it.',
      unit: 'times',
      min: 1,
      max: 1_000,
      default: 2,
    }),
  },
  primitives: ['LOCK', 'RLOCK'],
  fabrics: ['THREADS', 'PROCESSES'],
  workUnit: 'acquires',
  resources: () => [],
  units: ({ depth }) => depth,
  *body({ parameters: { depth }, primitive, report }) {
    if (primitive.kind !== 'LOCK' && primitive.kind !== 'RLOCK') throw new TypeError(`${primitive.kind} is no lock.`);
    for (let taken = 1; taken <= depth; taken += 1) {
      primitive.lock.acquire();
      report(taken);
    }
    for (let taken = depth; taken > 0; taken -= 1) primitive.lock.release();
    yield;
    return depth;
  },
  report: (depth) => depth,
  judge({ parameters: { depth }, workers, reports }) {
    const exact = reports.length === workers && reports.every((taken) => taken === depth);
    return {
      result: exact ? 'let in again' : 'wrong',
      grade: exact ? 'ACCEPTABLE' : 'FORBIDDEN',
      expected: `${depth} acquires by each worker`,
      observed: `${reports.join(', ')} acquires`,
    };
  },
});
