/** Workers that go on until they are told to stop: by a flag they look at, never by force (rows 9 and 25). */
import { integer } from '../../domain/task-spec.js';
import { wordsOf, type Resource } from '../../primitives/registry.js';
import type { Event } from '../../primitives/event.js';
import { sinceStamp, stampNow, STAMP_WORDS } from '../stamp.js';
import { defineTask } from '../task-kind.js';

/** Resources: the stop flag, and when it was set. */
const [STOP, SET_AT] = [0, 1];

/** A sleeper wakes a little late: a tenth of its period, and the scheduler's share, are no news. */
const TOLERANCE = 0.1;
const SCHEDULER_MS = 10;

type Result =
  | { readonly ticks: null }
  /** How long after the flag was set it stopped, and how long it ran in all. */
  | { readonly ticks: number; readonly stopLatencyMs: number; readonly ranMs: number };

export const ticker = defineTask({
  kind: 'ticker',
  title: 'Ticking until stopped',
  doc:
    'Worker 0 is the controller: it waits, then sets an event. The others tick, sleep for a period, look at the event, ' +
    'and tick again, until it is set. So a worker stops at a place of its own choosing, with everything in order, and ' +
    'at most one period late.',
  parameters: {
    periodMs: integer({ doc: 'Time between two ticks.', unit: 'ms', min: 1, max: 60_000, default: 1_000 }),
    stopAfterMs: integer({
      doc: 'When the controller sets the event.',
      unit: 'ms',
      min: 1,
      max: 600_000,
      default: 5_000,
    }),
  },
  primitives: ['NONE'],
  fabrics: ['THREADS', 'PROCESSES', 'ASYNC'],
  workers: { min: 2 },
  workUnit: 'ticks',
  resources: () => [{ kind: 'EVENT' }, { kind: 'WORDS', count: STAMP_WORDS }],
  // As many as there is time for.
  units: ({ periodMs, stopAfterMs }, worker) => (worker === 0 ? 0 : Math.ceil(stopAfterMs / periodMs)),
  *body({ parameters, worker, resources, report }) {
    const stop = eventOf(resources[STOP]);
    const { words, base } = wordsOf(resources[SET_AT]);
    if (worker === 0) {
      yield { sleepMs: parameters.stopAfterMs };
      stampNow(words, base);
      stop.set();
      return { ticks: null };
    }
    const startedMs = performance.now();
    let ticks = 0;
    while (!stop.isSet()) {
      ticks += 1;
      report(ticks);
      yield { sleepMs: parameters.periodMs };
    }
    return { ticks, stopLatencyMs: sinceStamp(words, base), ranMs: performance.now() - startedMs };
  },
  report: (result: Result) => result,
  judge({ parameters: { periodMs, stopAfterMs }, workers, reports }) {
    const tickers = reports.flatMap((report) => (report.ticks === null ? [] : [report]));
    const ticks = tickers.map((report) => report.ticks);
    const latest = Math.max(...tickers.map(({ stopLatencyMs }) => stopLatencyMs));
    const isEarly = tickers.some(({ stopLatencyMs }) => stopLatencyMs < 0);
    // A sleep may take longer than asked, never shorter: so there is a most.
    const isWrong =
      tickers.length !== workers - 1 ||
      tickers.some((report) => report.ticks > Math.floor(report.ranMs / periodMs) + 1);
    const isLate = latest > periodMs * (1 + TOLERANCE) + SCHEDULER_MS;
    return {
      result: isEarly ? 'stopped early' : isWrong ? 'wrong' : isLate ? 'stopped late' : 'stopped within one period',
      grade: isEarly || isWrong ? 'FORBIDDEN' : isLate ? 'INTERESTING' : 'ACCEPTABLE',
      expected: `about ${Math.ceil(stopAfterMs / periodMs)} ticks each, stopped at most ${periodMs} ms after the event`,
      observed: `${ticks.join(', ')} ticks, stopped at most ${latest.toFixed(1)} ms after the event`,
    };
  },
});

function eventOf(resource: Resource | undefined): Event {
  if (resource?.kind !== 'EVENT') throw new TypeError(`An event was expected, and not ${resource?.kind ?? 'nothing'}.`);
  return resource.event;
}
