/** All wait for one event, which one of them sets (rows 33 and 39). */
import { integer } from '../../domain/task-spec.js';
import { wordsOf } from '../../primitives/registry.js';
import { until } from '../blocking.js';
import { sinceStamp, stampNow, STAMP_WORDS } from '../stamp.js';
import { defineTask } from '../task-kind.js';

type Result =
  /** The worker that sets it. */
  | { readonly wokeMs: null }
  /** How long after the set it went on, and whether the event was set then. */
  | { readonly wokeMs: number; readonly isSet: boolean };

export const eventWait = defineTask({
  kind: 'eventWait',
  title: 'Waiting for an event',
  doc:
    'Worker 0 works for a while and then sets the event; the others wait for it, without using the processor. Nobody ' +
    'goes on before it is set, and then all do: an event stays set.',
  parameters: {
    delayMs: integer({ doc: 'How long until it is set.', unit: 'ms', min: 0, max: 600_000, default: 3_000 }),
  },
  primitives: ['EVENT'],
  fabrics: ['THREADS', 'PROCESSES', 'ASYNC'],
  workers: { min: 2 },
  workUnit: 'events',
  /** When it was set. */
  resources: () => [{ kind: 'WORDS', count: STAMP_WORDS }],
  units: () => 1,
  *body(context) {
    const { parameters, worker, primitive, resources, report } = context;
    if (primitive.kind !== 'EVENT') throw new TypeError(`${primitive.kind} is no event.`);
    const { event } = primitive;
    const { words, base } = wordsOf(resources[0]);
    if (worker === 0) {
      if (parameters.delayMs > 0) yield { sleepMs: parameters.delayMs };
      else yield;
      stampNow(words, base);
      event.set();
      report(1);
      return { wokeMs: null };
    }
    yield* until(
      context,
      () => event.isSet(),
      () => void event.wait(),
    );
    const wokeMs = sinceStamp(words, base);
    report(1);
    return { wokeMs, isSet: event.isSet() };
  },
  report: (result: Result) => result,
  judge({ workers, reports, shared }) {
    const waiters = reports.flatMap((report) => (report.wokeMs === null ? [] : [report]));
    const early = waiters.filter(({ wokeMs, isSet }) => wokeMs < 0 || !isSet).length;
    const isComplete = waiters.length === workers - 1 && shared.kind === 'EVENT' && shared.event.isSet();
    const latest = Math.max(...waiters.map(({ wokeMs }) => wokeMs));
    return {
      result: !isComplete ? 'wrong' : early > 0 ? 'went on early' : 'waited for it',
      grade: isComplete && early === 0 ? 'ACCEPTABLE' : 'FORBIDDEN',
      expected: `${workers - 1} workers go on, none before the event is set`,
      observed: `${waiters.length} went on, ${early} too early, the last ${latest.toFixed(3)} ms after`,
    };
  },
});
