/** The checker itself: what it must not let through. */
import { describe, expect, it } from 'vitest';
import { checkTrace } from './trace-checker.js';

const named = [
  { name: 'process_name', ph: 'M', pid: 1, tid: 0, args: { name: 'p' } },
  { name: 'thread_name', ph: 'M', pid: 1, tid: 1, args: { name: 't' } },
];
const slice = (name: string, ts: number, dur: number) => ({ name, ph: 'X', cat: 'c', pid: 1, tid: 1, ts, dur });
const flow = (ph: 's' | 'f', ts: number) => ({
  name: 'message',
  ph,
  cat: 'm',
  id: '1',
  pid: 1,
  tid: 1,
  ts,
  ...(ph === 'f' && { bp: 'e' }),
});
const check = (...events: readonly object[]) =>
  checkTrace({ displayTimeUnit: 'ns', traceEvents: [...named, ...events] });

describe('the checker of traces', () => {
  it('takes slices that nest, and a flow between them', () => {
    expect(check(slice('a', 0, 10), slice('b', 2, 3), slice('c', 5, 5), flow('s', 1), flow('f', 6)).flows).toBe(1);
  });

  it.each([
    ['reach out of one another', [slice('a', 0, 10), slice('b', 5, 10)], 'reaches out of'],
    ['are not in order', [slice('a', 5, 1), slice('b', 0, 1)], 'comes after'],
    ['have no name', [{ ...slice('a', 0, 1), tid: 2 }], 'has no name'],
    ['have no duration', [{ ...slice('a', 0, 1), dur: undefined }], 'dur'],
    ['begin a flow that never ends', [slice('a', 0, 10), flow('s', 1)], 'never ends'],
    ['end a flow that never began', [slice('a', 0, 10), flow('f', 1)], 'never began'],
    ['end a flow before it begins', [slice('a', 0, 10), flow('s', 5), flow('f', 1)], 'before it begins'],
    ['begin a flow nowhere', [slice('a', 0, 1), flow('s', 5), flow('f', 6)], 'in no slice'],
  ])('refuses events that %s', (_what, events, message) => {
    expect(() => check(...events)).toThrow(message);
  });
});
