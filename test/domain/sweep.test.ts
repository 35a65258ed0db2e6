import { describe, expect, it } from 'vitest';
import { DEFAULTS } from '../../src/domain/plan.js';
import type { Group, Plan } from '../../src/domain/experiment.js';
import type { Environment } from '../../src/domain/run.js';
import { checkRunIds, checkSweep, SWEEP_LIMITS, type SweepRun } from '../../src/domain/sweep.js';

const group: Group = {
  task: { kind: 'stir', parameters: { turns: 10, spoon: 'WOOD' } },
  fabric: 'THREADS',
  primitive: 'NONE',
  options: DEFAULTS.options,
  workers: 1,
};
const plan: Plan = { groups: [group], runtime: 'node', repetitions: 5, warmup: 1, timeoutMs: 60_000 };
const environment: Environment = {
  cpuModel: 'A processor',
  cores: 2,
  memoryBytes: 1,
  platform: 'linux',
  kernel: '6',
  node: 'v20',
  memory: 'FUTEX',
  load: 0,
  clockSource: null,
  frequencyPolicy: null,
  coreQuota: null,
};

function runOf(id: string, changes: Partial<SweepRun> & { readonly group?: Partial<Group> } = {}): SweepRun {
  const { group: changed, ...more } = changes;
  return {
    id,
    state: 'SUCCEEDED',
    attempt: 1,
    plan: { ...plan, groups: [{ ...group, ...changed }] },
    environment,
    validity: { verdict: 'VALID', reasons: [] },
    ...more,
  };
}

/** The problems of a sweep of a first, ordinary run and these. */
function problemsOf(...others: readonly SweepRun[]): readonly string[] {
  const runs = [runOf('first'), ...others];
  const checked = checkSweep(
    runs.map(({ id }) => id),
    runs,
  );
  return checked.ok ? [] : checked.problems.map(({ path, code, message }) => `${path} ${code} ${message}`);
}

describe('a sweep', () => {
  it('is taken in the order it was asked for, whatever differs by workers, rounds and names of parameters', () => {
    const second = runOf('b', {
      group: { workers: 2, task: { kind: 'stir', parameters: { spoon: 'WOOD', turns: 10 } } },
    });
    const first = runOf('a');
    const checked = checkSweep(['a', 'b'], [second, first]);
    expect(checked).toEqual({ ok: true, value: { runs: [first, second], leftOut: [] } });
  });

  it.each<[string, SweepRun, string]>([
    [
      'another task',
      runOf('x', { group: { task: { kind: 'bake', parameters: group.task.parameters } } }),
      'task is bake',
    ],
    [
      'other parameters',
      runOf('x', { group: { task: { kind: 'stir', parameters: { turns: 9 } } } }),
      'parameters is turns 9',
    ],
    ['another primitive', runOf('x', { group: { primitive: 'LOCK' } }), 'primitive is LOCK'],
    ['other options', runOf('x', { group: { options: { ...DEFAULTS.options, permits: 7 } } }), 'permits 7'],
    [
      'another fabric',
      runOf('x', { group: { fabric: 'PROCESSES' } }),
      'fabric is PROCESSES; that of the first run is THREADS',
    ],
    ['another runtime', runOf('x', { plan: { ...plan, runtime: 'other' } }), 'runtime is other'],
    ['another host', runOf('x', { environment: { ...environment, cores: 64 } }), '64 cores'],
    ['another Node', runOf('x', { environment: { ...environment, node: 'v22' } }), 'Node is v22'],
  ])('with a run of %s is refused, and says what differs', (_title, run, words) => {
    const problems = problemsOf(run);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(/^runIds\.1 CONFLICT/);
    expect(problems[0]).toContain(words);
  });

  it('tells everything that is wrong at once, each in its place', () => {
    const runs = [
      runOf('first'),
      runOf('running', { state: 'RUNNING' }),
      runOf('double', { plan: { ...plan, groups: [group, group] } }),
      runOf('odd', { group: { fabric: 'ASYNC', primitive: 'LOCK' } }),
    ];
    const checked = checkSweep(['first', 'running', 'nobody', 'double', 'odd'], runs);
    expect(checked.ok ? [] : checked.problems.map(({ path, code }) => `${path} ${code}`)).toEqual([
      'runIds.1 UNAVAILABLE',
      'runIds.2 UNKNOWN',
      'runIds.3 NOT_SUPPORTED',
      'runIds.4 CONFLICT',
      'runIds.4 CONFLICT',
    ]);
  });

  it('leaves out runs whose figures do not count, with the reason', () => {
    const cutOff = runOf('cut off', {
      state: 'TIMED_OUT',
      group: { workers: 4 },
      environment: null,
      validity: { verdict: 'INVALID', reasons: [{ code: 'NOT_COMPLETED', message: 'It ended as TIMED_OUT.' }] },
    });
    const old = runOf('old', { state: 'FAILED', validity: null });
    const [first, disturbed] = [runOf('first'), runOf('b', { validity: { verdict: 'DISTURBED', reasons: [] } })];
    expect(checkSweep(['cut off', 'first', 'old', 'b'], [first, cutOff, old, disturbed])).toEqual({
      ok: true,
      value: {
        runs: [first, disturbed],
        leftOut: [
          { runId: 'cut off', workers: 4, reason: 'It ended as TIMED_OUT.' },
          { runId: 'old', workers: 1, reason: 'It ended as FAILED.' },
        ],
      },
    });
    const none = checkSweep(['cut off'], [cutOff]);
    expect(none.ok ? [] : none.problems).toMatchObject([{ path: 'runIds', code: 'UNAVAILABLE' }]);
    expect(none.ok ? '' : none.problems[0]?.message).toContain('TIMED_OUT');
  });

  it('of more rounds than can be worked through is refused', () => {
    const long = runOf('x', { plan: { ...plan, repetitions: SWEEP_LIMITS.rounds } });
    expect(problemsOf(long).join()).toMatch(/^runIds TOO_LONG .*20005/);
  });
});

describe('the ids of a sweep', () => {
  it('are at least one, not too many, and each only once', () => {
    expect(checkRunIds(['a', 'b'])).toEqual([]);
    expect(checkRunIds([]).map(({ code }) => code)).toEqual(['EMPTY']);
    const many = Array.from({ length: SWEEP_LIMITS.runs + 1 }, (_, index) => String(index));
    expect(checkRunIds(many).map(({ path, code }) => `${path} ${code}`)).toEqual(['runIds TOO_LONG']);
    expect(checkRunIds(['a', 'b', 'a']).map(({ path, code }) => `${path} ${code}`)).toEqual(['runIds.2 CONFLICT']);
  });
});
