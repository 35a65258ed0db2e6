import { describe, expect, it } from 'vitest';
import { kindNumber, readSpans, SpanRing, spanRingWords, WAITED } from '../../src/primitives/recording/span-ring.js';
import { toTimeline } from '../../src/trace/timeline.js';
import { BrokenTraceError, encodeTrace, Trace, type TraceHeader } from '../../src/trace/trace.js';

/** A worker that starts 100 ns late, sleeps, waits for a lock, and is done before the round is. */
function createTrace(): { readonly header: TraceHeader; readonly records: Int32Array } {
  const ring = new SpanRing(new Int32Array(spanRingWords(8)), 0, 8);
  ring.write(kindNumber('SLEEP'), 0, 0, 0, 1_200, 1_450);
  ring.write(kindNumber('WAIT'), WAITED, 0, 0, 1_500, 1_600);
  ring.write(kindNumber('HOLD'), 0, 0, 0, 1_600, 1_700);
  const { records } = ring.drain();
  const header: TraceHeader = {
    version: 1,
    groups: [{ task: 'counter', fabric: 'THREADS' }],
    workers: [{ worker: 0, group: 0 }],
    parts: [{ name: 'LOCK', operation: 'ACQUIRE' }],
    rounds: [
      {
        round: 3,
        warmup: false,
        isComplete: true,
        releasedNs: 1_000,
        endedNs: 2_000,
        workers: [{ startedNs: 1_100, endedNs: 1_900, spans: 3, dropped: 0 }],
      },
    ],
  };
  return { header, records };
}

const near = (values: readonly number[]): unknown => values.map((value) => expect.closeTo(value, 9) as unknown);

describe('a trace in its file', () => {
  it('comes back as it was', () => {
    const { header, records } = createTrace();
    const trace = Trace.parse(Buffer.from(encodeTrace(header, [records])));
    expect(trace.header).toEqual(header);
    const [round] = trace.header.rounds;
    const [worker] = round?.workers ?? [];
    expect(round && worker && trace.spansOf(round, worker)).toEqual(readSpans(records));
  });

  it.each([
    ['is cut off', (bytes: Uint8Array) => bytes.subarray(0, -8)],
    ['is empty', () => new Uint8Array()],
    ['is something else', () => new TextEncoder().encode('{"version":2}\n')],
  ])('is refused where it %s', (_what, spoil) => {
    const { header, records } = createTrace();
    expect(() => Trace.parse(spoil(encodeTrace(header, [records])))).toThrow(BrokenTraceError);
  });
});

describe('a timeline', () => {
  const { header, records } = createTrace();
  const trace = Trace.parse(encodeTrace(header, [records]));

  it('says what share of each bucket was spent in which state', () => {
    const timeline = toTimeline(trace, 10, null);
    expect(timeline).toMatchObject({ round: 3, rounds: [3], dropped: 0, durationMs: 0.001, bucketMs: 0.0001 });
    const [worker] = timeline?.workers ?? [];
    const shares = Object.fromEntries(
      worker?.tracks.map((track) => [`${track.state} ${track.on ?? ''}`, track.shares]) ?? [],
    );
    expect(shares).toEqual({
      'STARTING ': near([1, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
      'RUNNING ': near([0, 1, 0, 0, 0.5, 0, 1, 1, 1, 0]),
      'SLEEPING ': near([0, 0, 1, 1, 0.5, 0, 0, 0, 0, 0]),
      'WAITING LOCK': near([0, 0, 0, 0, 0, 1, 0, 0, 0, 0]),
    });
  });

  it('is of the round that is asked for, and of no other', () => {
    expect(toTimeline(trace, 10, 3)?.round).toBe(3);
    expect(toTimeline(trace, 10, 2)).toBeNull();
  });
});
