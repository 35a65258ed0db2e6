import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Boards } from '../../src/classroom/boards.js';
import { Deadlines } from '../../src/classroom/deadlines.js';
import { Serial } from '../../src/classroom/serial.js';
import type { ChallengePhase } from '../../src/domain/classroom.js';
import type { ChallengeRow, ClassroomRecords } from '../../src/store/classroom-records.js';

const START = Date.parse('2030-01-01T08:00:00Z');
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

type Row = Pick<ChallengeRow, 'id' | 'phase' | 'opensAt' | 'closesAt'>;

/** Challenges in a store, and every change of a phase with the time of it. */
class World {
  readonly rows = new Map<string, Row>();
  readonly changes: string[] = [];
  readonly serial = new Serial();
  readonly broken: unknown[] = [];
  readonly deadlines: Deadlines;

  constructor(...rows: readonly Row[]) {
    for (const row of rows) this.rows.set(row.id, row);
    const boards = {
      find: async (id: string) => {
        const challenge = this.rows.get(id);
        return challenge ? { challenge } : null;
      },
      change: async (id: string, _facts: readonly [], change: { phase?: ChallengePhase }) => {
        this.rows.set(id, { ...(this.rows.get(id) as Row), ...change });
        this.changes.push(`${id} ${change.phase} after ${Date.now() - START} ms`);
      },
    };
    this.deadlines = new Deadlines({
      classroomRecords: {
        findChallenges: async ({ phases }: { phases: readonly ChallengePhase[] }) =>
          [...this.rows.values()].filter(({ phase }) => phases.includes(phase)),
      } as unknown as ClassroomRecords,
      boards: boards as unknown as Boards,
      serial: this.serial,
      onBroken: (error) => this.broken.push(error),
    });
  }

  add(row: Row): void {
    this.rows.set(row.id, row);
    this.deadlines.add(row);
  }
}

function row(id: string, phase: ChallengePhase, opensInMs: number, closesInMs: number | null): Row {
  return {
    id,
    phase,
    opensAt: new Date(START + opensInMs),
    closesAt: closesInMs === null ? null : new Date(START + closesInMs),
  };
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.setSystemTime(START);
});
afterEach(() => vi.useRealTimers());

describe('a challenge with a window', () => {
  it('opens and closes on time, and not before', async () => {
    const world = new World();
    world.add(row('race', 'SCHEDULED', 1000, 5000));
    await vi.advanceTimersByTimeAsync(999);
    expect(world.changes).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(world.rows.get('race')?.phase).toBe('OPEN');
    await vi.advanceTimersByTimeAsync(10_000);
    expect(world.changes).toEqual(['race OPEN after 1000 ms', 'race CLOSED after 5000 ms']);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('closes at the start of a lab that was down when it was due, and waits for the rest', async () => {
    const world = new World(
      row('missed', 'OPEN', -DAY_MS, -HOUR_MS),
      row('missed altogether', 'SCHEDULED', -DAY_MS, -HOUR_MS),
      row('open by now', 'SCHEDULED', -HOUR_MS, HOUR_MS),
      row('by hand', 'OPEN', -HOUR_MS, null),
      row('over', 'REVEALED', -DAY_MS, -HOUR_MS),
    );
    await world.deadlines.recover();
    expect(world.changes).toEqual([
      'missed CLOSED after 0 ms',
      'missed altogether CLOSED after 0 ms',
      'open by now OPEN after 0 ms',
    ]);
    await vi.advanceTimersByTimeAsync(HOUR_MS);
    expect(world.changes.slice(3)).toEqual([`open by now CLOSED after ${HOUR_MS} ms`]);
  });

  it('further away than a timer reaches is waited for, without polling', async () => {
    const world = new World();
    world.add(row('term', 'OPEN', 0, 100 * DAY_MS));
    await vi.advanceTimersByTimeAsync(100 * DAY_MS - 1);
    expect(world.changes).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(world.changes).toEqual([`term CLOSED after ${100 * DAY_MS} ms`]);
  });

  it('shares one timer with all others, whichever is nearest', async () => {
    const world = new World();
    world.add(row('late', 'OPEN', 0, 9000));
    world.add(row('early', 'OPEN', 0, 3000));
    world.add(row('middle', 'SCHEDULED', 6000, null));
    expect(vi.getTimerCount()).toBe(1);
    await vi.advanceTimersByTimeAsync(9000);
    expect(world.changes).toEqual([
      'early CLOSED after 3000 ms',
      'middle OPEN after 6000 ms',
      'late CLOSED after 9000 ms',
    ]);
  });

  it('that was closed, revealed or deleted before its time is left alone', async () => {
    const world = new World();
    for (const id of ['closed', 'revealing', 'deleted']) world.add(row(id, 'OPEN', 0, 1000));
    world.rows.set('closed', row('closed', 'CLOSED', 0, 1000));
    world.rows.set('revealing', row('revealing', 'REVEALING', 0, 1000));
    world.rows.delete('deleted');
    await vi.advanceTimersByTimeAsync(2000);
    expect(world.changes).toEqual([]);
    expect(world.broken).toEqual([]);
  });

  it('is closed once, when somebody closes it in the moment that it is due', async () => {
    const world = new World();
    world.add(row('race', 'OPEN', 0, 1000));
    // It has the turn when the timer goes off.
    let finish: (() => void) | undefined;
    const byHand = world.serial.run(async () => {
      await new Promise<void>((resolve) => (finish = resolve));
      world.rows.set('race', row('race', 'CLOSED', 0, 1000));
    });
    await vi.advanceTimersByTimeAsync(1500);
    finish?.();
    await byHand;
    await vi.advanceTimersByTimeAsync(1000);
    expect(world.changes).toEqual([]);
  });

  it('is not touched any more once the lab is closing', async () => {
    const world = new World();
    world.add(row('race', 'OPEN', 0, 1000));
    world.deadlines.close();
    world.add(row('later', 'OPEN', 0, 1000));
    await vi.advanceTimersByTimeAsync(5000);
    expect(world.changes).toEqual([]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('tells when the store fails', async () => {
    const world = new World();
    world.add(row('race', 'OPEN', 0, 1000));
    const failure = new Error('The disk is full.');
    vi.spyOn(world.serial, 'run').mockRejectedValueOnce(failure);
    await vi.advanceTimersByTimeAsync(1000);
    expect(world.broken).toEqual([failure]);
  });
});
