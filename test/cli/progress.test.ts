/** What is shown of a run while it is on. */
import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { RunEvent } from '../../src/cli/api/event.js';
import { BarProgress } from '../../src/cli/progress/bar.js';
import { LineProgress } from '../../src/cli/progress/lines.js';
import { narrate } from '../../src/cli/progress/narrate.js';
import { advance, FIRST_VIEW } from '../../src/cli/progress/view.js';

const ROUNDS = { warmup: 1, repetitions: 2 };

const finishedRound = (seq: number, round: number): RunEvent => ({
  __typename: 'RoundFinished',
  seq,
  sample: { round, warmup: round < ROUNDS.warmup, wallMs: 12.5, result: 'exact', grade: 'ACCEPTABLE' },
});

function linesOf(events: readonly RunEvent[], rounds = ROUNDS): readonly string[] {
  const lines: string[] = [];
  const progress = new LineProgress<RunEvent>(
    (line) => lines.push(line),
    (step, event) => narrate(step, event, rounds),
  );
  for (const event of events) progress.tell(event);
  return lines;
}

/** What a terminal is sent. */
function draw(use: (bar: BarProgress<RunEvent>) => void): string {
  const terminal = Object.assign(new PassThrough(), { isTTY: true, columns: 100 });
  const bar = new BarProgress<RunEvent>(terminal, (view, event) => advance(view, event, ROUNDS));
  use(bar);
  bar.close();
  return String(terminal.read());
}

describe('lines', () => {
  it('tell a run from the queue to its end', () => {
    expect(
      linesOf([
        { __typename: 'RunQueued', seq: 1, position: 3 },
        { __typename: 'RunStarted', seq: 2, attempt: 1 },
        { __typename: 'RoundStarted', seq: 3, round: 0, warmup: true },
        { __typename: 'RunProgress', seq: 4, fraction: 0.15 },
        { __typename: 'RunProgress', seq: 5, fraction: 0.19 },
        finishedRound(6, 0),
        { __typename: 'RunProgress', seq: 7, fraction: 0.35 },
        { __typename: 'RunProgress', seq: 8, fraction: 0.52 },
        finishedRound(9, 1),
        finishedRound(10, 2),
        { __typename: 'RunFinished', seq: 11, state: 'SUCCEEDED' },
      ]),
    ).toEqual([
      'Queued, place 3.',
      'Started.',
      '10 % done.',
      'Warm-up 1 of 1: 12.50 ms, exact.',
      '50 % done.',
      'Round 1 of 2: 12.50 ms, exact.',
      'Round 2 of 2: 12.50 ms, exact.',
      'SUCCEEDED.',
    ]);
  });

  it('begin again when the run does', () => {
    expect(
      linesOf([
        { __typename: 'RunProgress', seq: 1, fraction: 0.9 },
        { __typename: 'RunRequeued', seq: 2, reason: 'SERVER_KILLED' },
        { __typename: 'RunStarted', seq: 3, attempt: 2 },
        { __typename: 'RunProgress', seq: 4, fraction: 0.1 },
      ]),
    ).toEqual([
      '90 % done.',
      'Queued again: the server died while it was on.',
      'Started again, attempt 2.',
      '10 % done.',
    ]);
  });

  it('are few, however many rounds there are', () => {
    const rounds = { warmup: 0, repetitions: 10_000 };
    const events = Array.from({ length: rounds.repetitions }, (_, round) => finishedRound(round + 1, round));
    expect(linesOf(events, rounds)).toHaveLength(10);
  });
});

describe('the view of a bar', () => {
  it('moves with rounds that are too short for their progress to be told, and goes back when the run does', () => {
    let view = advance(FIRST_VIEW, { __typename: 'RunStarted', seq: 1, attempt: 1 }, ROUNDS);
    view = advance(view, { __typename: 'RoundStarted', seq: 2, round: 1, warmup: false }, ROUNDS);
    view = advance(view, finishedRound(3, 1), ROUNDS);
    expect(view).toEqual({ fraction: 2 / 3, status: 'round 1 of 2' });
    view = advance(view, { __typename: 'RunRequeued', seq: 4, reason: 'SERVER_STOPPED' }, ROUNDS);
    expect(view).toEqual({ fraction: 0, status: 'queued again' });
  });
});

describe('a bar', () => {
  it('shows how far the run is, keeps what is said, and clears itself away', () => {
    const drawn = draw((bar) => {
      bar.tell({ __typename: 'RoundStarted', seq: 1, round: 1, warmup: false });
      bar.tell({ __typename: 'RunProgress', seq: 2, fraction: 0.42 });
      bar.say('Something happened.');
    });
    expect(drawn).toContain('42 %  round 1 of 2');
    expect(drawn).toContain('Something happened.\n');
    // The line is cleared last of all.
    expect(drawn.endsWith('\u001B[2K')).toBe(true);
  });

  it('switches nothing of the terminal off, which a killed process would leave so', () => {
    // eslint-disable-next-line no-control-regex -- control sequences are what this is about
    expect(draw((bar) => bar.say('x'))).not.toMatch(/\u001B\[\?\d+l/);
  });
});

describe('events', () => {
  it('that are not known here still move the cursor, and known ones must be whole', () => {
    expect(RunEvent.parse({ __typename: 'WorkerStateChanged', seq: 9, worker: 1 })).toEqual({
      __typename: 'Other',
      seq: 9,
    });
    expect(RunEvent.safeParse({ __typename: 'RunFinished', seq: 9 }).success).toBe(false);
  });
});
