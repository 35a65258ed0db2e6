/** Work in phases, and nobody begins one before all have ended the one before. */
import { integer } from '../../domain/task-spec.js';
import { wordsOf } from '../../primitives/registry.js';
import { defineTask } from '../task-kind.js';

export const barrierPhases = defineTask({
  kind: 'barrierPhases',
  title: 'Phases',
  doc:
    'In each phase every worker adds 1 to a shared count, waits at the barrier, and looks at the count behind it: all ' +
    'must have added by then, and nobody may be more than one phase ahead.',
  parameters: {
    phases: integer({ doc: 'Phases, one after another.', unit: 'phases', min: 1, max: 1_000_000, default: 100 }),
  },
  primitives: ['BARRIER'],
  fabrics: ['THREADS', 'PROCESSES'],
  workUnit: 'phases',
  /** One word: arrivals of all workers in all phases. */
  resources: () => [{ kind: 'WORDS', count: 1 }],
  units: ({ phases }) => phases,
  *body({ parameters: { phases }, workers, primitive, resources, report }) {
    if (primitive.kind !== 'BARRIER') throw new TypeError(`${primitive.kind} is no barrier.`);
    const { words, base } = wordsOf(resources[0]);
    let tooEarly = 0;
    let tooFar = 0;
    for (let done = 1; done <= phases; done += 1) {
      words.add(base, 1);
      primitive.barrier.wait();
      const arrived = words.load(base);
      if (arrived < done * workers) tooEarly += 1;
      // The others may have arrived for the next phase; this worker has not, so nobody can have passed that.
      if (arrived > (done + 1) * workers - 1) tooFar += 1;
      report(done);
      yield;
    }
    return { phases, tooEarly, tooFar };
  },
  report: (result) => result,
  watched: () => [{ result: 'passed early', grade: 'FORBIDDEN' }],
  judge({ parameters: { phases }, workers, reports, resources }) {
    const { words, base } = wordsOf(resources[0]);
    const arrivals = words.load(base);
    const tooEarly = reports.reduce((sum, report) => sum + report.tooEarly, 0);
    const tooFar = reports.reduce((sum, report) => sum + report.tooFar, 0);
    const isComplete = arrivals === phases * workers && reports.every((report) => report.phases === phases);
    const isExact = isComplete && tooEarly === 0 && tooFar === 0;
    return {
      result: isExact ? 'in step' : isComplete ? 'passed early' : 'wrong',
      grade: isExact ? 'ACCEPTABLE' : 'FORBIDDEN',
      expected: `${phases * workers} arrivals, nobody through before all had arrived`,
      observed: `${arrivals} arrivals, ${tooEarly} times through too early, ${tooFar} times a phase too far`,
    };
  },
});
