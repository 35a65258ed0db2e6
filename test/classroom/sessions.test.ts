import { setImmediate as turn } from 'node:timers/promises';
import type { ExecutionResult } from 'graphql';
import { describe, expect, it, vi } from 'vitest';
import { Sessions } from '../../src/classroom/sessions.js';
import { Tokens } from '../../src/classroom/tokens.js';
import { untilEnd } from '../../src/http/session-end.js';
import type { ClassroomRecords, SeatRow } from '../../src/store/classroom-records.js';

const tokens = new Tokens(new Uint8Array(32).fill(7));

/** A store with one seat. */
function createSessions(isOpen = false): {
  readonly sessions: Sessions;
  readonly seat: { -readonly [K in keyof SeatRow]: SeatRow[K] };
} {
  const seat: SeatRow = {
    id: 'ada',
    classroomId: 'class',
    role: 'MEMBER',
    seat: 1,
    displayName: 'Ada',
    nameKey: 'ada',
    alias: 'Owl 1',
    keyHash: null,
    tokenVersion: 1,
  };
  const records = {
    findSeat: async (id: string) => (id === seat.id ? { ...seat } : null),
    findClassroom: async () => ({ id: 'class', archivedAt: null }),
  };
  return { sessions: new Sessions(tokens, records as unknown as ClassroomRecords, () => isOpen), seat };
}

const sign = async (expiresInMs: number, version = 1): Promise<string> =>
  `Bearer ${await tokens.sign({ kind: 'member', memberId: 'ada', version }, new Date(Date.now() + expiresInMs))}`;

async function* forever(): AsyncGenerator<ExecutionResult, void, undefined> {
  yield { data: { first: true } };
  await new Promise(() => {});
}

describe('a session', () => {
  it('without a token is the owner’s where the lab is open, and with a bad one never', async () => {
    const open = createSessions(true).sessions;
    expect((await open.open(undefined)).principal).toEqual({ kind: 'owner' });
    expect((await createSessions(false).sessions.open(undefined)).principal).toEqual({
      kind: 'nobody',
      reason: 'MISSING',
    });
    for (const bad of ['', 'Bearer', 'Bearer x', 'Basic eDp4', await sign(-5_000)]) {
      expect((await open.open(bad)).principal.kind).toBe('nobody');
    }
  });

  it('is looked up anew after its seat has changed', async () => {
    const { sessions, seat } = createSessions();
    const authorization = await sign(60_000);
    expect((await sessions.open(authorization)).principal).toMatchObject({ memberId: 'ada', role: 'MEMBER' });
    seat.tokenVersion = 2;
    sessions.end(['ada']);
    expect((await sessions.open(authorization)).principal).toEqual({ kind: 'nobody', reason: 'REVOKED' });
    expect((await sessions.open(await sign(60_000, 2))).principal.kind).toBe('member');
  });

  it('that is over ends what it opened, with a reason, and what was on its way is not sent', async () => {
    const { sessions } = createSessions();
    const results = untilEnd(forever(), await sessions.open(await sign(60_000)));
    expect(await results.next()).toEqual({ done: false, value: { data: { first: true } } });
    const waiting = results.next();
    await turn();
    sessions.end(['ada']);
    expect((await waiting).value).toMatchObject({
      errors: [{ extensions: { code: 'UNAUTHENTICATED', reason: 'REVOKED' } }],
    });
    expect((await results.next()).done).toBe(true);
  });

  it('ends by itself when its token expires', async () => {
    const { sessions } = createSessions();
    const authorization = await sign(60_000);
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'], now: Date.now() });
    try {
      const results = untilEnd(forever(), await sessions.open(authorization));
      await results.next();
      const waiting = results.next();
      await vi.advanceTimersByTimeAsync(61_000);
      expect((await waiting).value).toMatchObject({ errors: [{ extensions: { reason: 'EXPIRED' } }] });
    } finally {
      vi.useRealTimers();
    }
  });

  it('that nobody waits for any more leaves nothing behind', async () => {
    const { sessions } = createSessions();
    const results = untilEnd(forever(), await sessions.open(await sign(60_000)));
    await results.next();
    await results.return?.();
    const tell = vi.fn<() => void>();
    const stop = (await sessions.open(await sign(60_000))).onEnd(tell);
    stop();
    sessions.end(['ada']);
    expect(tell).not.toHaveBeenCalled();
    expect((await results.next()).done).toBe(true);
  });
});
