import { describe, expect, it } from 'vitest';
import { checkGate, parseGate, type Gate, type Range } from '../../src/cli/flags/gate.js';

function gate(text: string): Gate {
  const parsed = parseGate(text);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.value;
}

describe('a gate', () => {
  it.each([
    ['speedup < 1.5', { metric: 'speedup', operator: '<', bound: 1.5 }],
    ['  WALL>=1_000 ', { metric: 'wall', operator: '>=', bound: 1000 }],
    ['throughput<=1e6', { metric: 'throughput', operator: '<=', bound: 1e6 }],
  ])('is read from %j', (text, expected) => {
    expect(gate(text)).toMatchObject(expected);
  });

  it.each(['', 'speedup', 'speedup < fast', 'speed < 1', 'speedup = 1', 'speedup < 1 ms', 'speedup < -1'])(
    'is not %j',
    (text) => {
      expect(parseGate(text)).toMatchObject({ ok: false, problems: [{ path: 'fail-if' }] });
    },
  );

  it.each<[string, Range, string]>([
    ['speedup < 1.5', { low: 1.1, high: 1.4 }, 'failed'],
    ['speedup < 1.5', { low: 1.4, high: 1.6 }, 'cannot tell'],
    ['speedup < 1.5', { low: 1.6, high: 1.7 }, 'passed'],
    ['wall > 100', { low: 101, high: 110 }, 'failed'],
    ['wall > 100', { low: 100, high: 110 }, 'cannot tell'],
    ['wall >= 100', { low: 100, high: 110 }, 'failed'],
  ])('%s, of %j, is %s', (text, range, result) => {
    expect(checkGate(gate(text), range)).toBe(result);
  });
});
