/**
 * Gates: `--fail-if "speedup < 1.5"`. A gate is failed when the whole interval says so; where it only might be,
 * that is told and nothing fails, since a gate that falls by luck is soon ignored.
 */
import type { Checked } from '../../domain/problem.js';

export const GATE_METRICS = ['wall', 'cpu', 'throughput', 'speedup'] as const;
export type GateMetric = (typeof GATE_METRICS)[number];

const OPERATORS = ['<', '<=', '>', '>='] as const;

export interface Gate {
  readonly text: string;
  readonly metric: GateMetric;
  readonly operator: (typeof OPERATORS)[number];
  /** In the metric's unit: milliseconds, units of work a second, times. */
  readonly bound: number;
}

export interface Range {
  readonly low: number;
  readonly high: number;
}

export type GateResult = 'failed' | 'passed' | 'cannot tell';

export const GATE_DOC =
  'exit with 8 when this surely holds, such as "speedup < 1.5"; ' +
  'of wall and cpu (ms), throughput (units/s) and speedup (×); may be given several times';

const FORM = /^\s*([a-z]+)\s*(<=|>=|<|>)\s*(\d[\d_]*(?:\.\d+)?(?:e[+-]?\d{1,3})?)\s*$/i;

export function parseGate(text: string): Checked<Gate> {
  const [, word = '', sign, number = ''] = FORM.exec(text) ?? [];
  const operator = OPERATORS.find((one) => one === sign);
  if (!operator) return refuse(`A gate is such as "speedup < 1.5"; this is "${text}".`);
  const metric = GATE_METRICS.find((one) => one === word.toLowerCase());
  if (!metric) return refuse(`There is no metric "${word}". There are: ${GATE_METRICS.join(', ')}.`);
  return { ok: true, value: { text: text.trim(), metric, operator, bound: Number(number.replaceAll('_', '')) } };
}

export function checkGate({ operator, bound }: Gate, { low, high }: Range): GateResult {
  const holds = (value: number): boolean => {
    switch (operator) {
      case '<':
        return value < bound;
      case '<=':
        return value <= bound;
      case '>':
        return value > bound;
      case '>=':
        return value >= bound;
    }
  };
  if (holds(low) && holds(high)) return 'failed';
  return holds(low) || holds(high) ? 'cannot tell' : 'passed';
}

function refuse(message: string): Checked<Gate> {
  return { ok: false, problems: [{ path: 'fail-if', code: 'UNKNOWN', message }] };
}
