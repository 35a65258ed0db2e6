import { describe, expect, it } from 'vitest';
import { rowSubjectOf, subjectOf } from '../../src/store/subject.js';
import { planOf } from '../lab/runs.js';

const PLAN = planOf({ kind: 'countdown', parameters: { n: 10 } });

describe('what an experiment is about', () => {
  it('is its groups and its runtime, and not how often or how precisely it is measured', () => {
    expect(subjectOf({ ...PLAN, repetitions: 99, precision: 0.1 })).toBe(subjectOf(PLAN));
    expect(subjectOf({ ...PLAN, runtime: 'node-gil' })).not.toBe(subjectOf(PLAN));
  });

  it('is, of a row of a batch, also what is recorded of it', () => {
    expect(rowSubjectOf(PLAN)).toBe(subjectOf(PLAN));
    const recorded = (['CONTENTION', 'TRACE'] as const).map((recording) => rowSubjectOf({ ...PLAN, recording }));
    expect(new Set([...recorded, rowSubjectOf(PLAN)]).size).toBe(3);
  });
});
