/** A worker that throws while the others keep falling asleep and waking: none of them sleeps on. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LabReport } from '../../src/domain/events.js';
import type { Plan } from '../../src/domain/experiment.js';
import { DEFAULTS } from '../../src/domain/plan.js';
import { Crew } from '../../src/fabric/crew.js';
import { loadLinux } from '../../src/fabric/memory/linux.js';
import { executeTurn } from '../../src/lab/turn.js';
import { endOf, planOf } from './runs.js';

const FABRICS = loadLinux().available ? (['THREADS', 'PROCESSES'] as const) : (['THREADS'] as const);
const RUNS = 300;
/** Room for one message: who is not alone on its core sleeps at each. */
const NARROW = { ...DEFAULTS.options, capacity: 1 };

describe.each(FABRICS)('a throw among sleepers, on %s', (fabric) => {
  let crew: Crew;

  beforeAll(() => {
    crew = new Crew(loadLinux().available ? 'FUTEX' : 'SHARED_ARRAY_BUFFER', 4);
  });

  afterAll(() => crew.close());

  it('ends the round for all, whenever it comes', { timeout: 120_000 }, async () => {
    for (let run = 0; run < RUNS; run += 1) {
      const parameters = { how: 'THROW', afterMs: 1 + (run % 4), worker: 0 };
      const plan: Plan = {
        ...planOf({ kind: 'crash', parameters }),
        groups: [
          { task: { kind: 'crash', parameters }, fabric, primitive: 'NONE', options: DEFAULTS.options, workers: 1 },
          {
            task: { kind: 'producerConsumer', parameters: { items: 1_000_000, bytes: 16 } },
            fabric,
            primitive: 'QUEUE',
            options: NARROW,
            workers: 3,
          },
        ],
        timeoutMs: 20_000,
      };
      const reports: LabReport[] = [];
      const cancelled = new AbortController().signal;
      await executeTurn([{ plan, cancelled, report: (report) => reports.push(report) }], crew);
      expect(endOf(reports).ending, `run ${run}`).toMatchObject({ state: 'FAILED', failure: { code: 'TASK_THREW' } });
    }
  });
});
