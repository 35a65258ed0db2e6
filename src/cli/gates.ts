/** The gates of a command: what was measured, held against them, and told. */
import type { Command } from 'commander';
import { InvalidInputError } from './errors.js';
import { EXIT_CODES, type ExitCode } from './exit-code.js';
import { checkGate, GATE_DOC, GATE_METRICS, parseGate, type Gate, type GateMetric, type Range } from './flags/gate.js';
import type { Output } from './output.js';

/** Something that was measured, and its figures as far as it has them. */
export type Measured = { readonly label: string } & Readonly<Partial<Record<GateMetric, Range | null>>>;

export function addGateOption(command: Command): Command {
  return command.option(
    '--fail-if <gate>',
    GATE_DOC,
    (text: string, gates: readonly Gate[] | undefined): readonly Gate[] => {
      const parsed = parseGate(text);
      if (!parsed.ok) throw new InvalidInputError(parsed.problems);
      return [...(gates ?? []), parsed.value];
    },
  );
}

/** Gates on what cannot be measured here would never fail. @throws InvalidInputError */
export function refuseGatesOn(gates: readonly Gate[], metric: GateMetric, why: string): void {
  if (!gates.some((gate) => gate.metric === metric)) return;
  const others = GATE_METRICS.filter((other) => other !== metric).join(', ');
  const message = `${metric} cannot be a gate here: ${why} There are: ${others}.`;
  throw new InvalidInputError([{ path: 'fail-if', code: 'NOT_SUPPORTED', message }]);
}

/** @returns the exit code that they stand for; `otherwise` where none is failed */
export function passGates(
  gates: readonly Gate[],
  measured: readonly Measured[],
  output: Output,
  otherwise: ExitCode,
): ExitCode {
  let isFailed = false;
  for (const gate of gates) {
    const figures = measured.flatMap((one) => {
      const range = one[gate.metric];
      return range ? [{ label: one.label, result: checkGate(gate, range) }] : [];
    });
    const failed = figures.filter(({ result }) => result === 'failed');
    const unsure = figures.filter(({ result }) => result === 'cannot tell');
    if (failed.length > 0) output.note(`Failed: ${gate.text}, in ${listSome(failed)}.`);
    if (unsure.length > 0) output.note(`Cannot be told: ${gate.text}, in ${listSome(unsure)}.`);
    // A gate with nothing behind it shall not look like one that was passed.
    if (figures.length === 0) output.note(`Failed: ${gate.text}: there is no ${gate.metric}.`);
    isFailed ||= failed.length > 0 || figures.length === 0;
  }
  return isFailed && otherwise === EXIT_CODES.SUCCEEDED ? EXIT_CODES.GATE : otherwise;
}

const SHOWN = 5;

function listSome(figures: readonly { readonly label: string }[]): string {
  const shown = figures.slice(0, SHOWN).map(({ label }) => `"${label}"`);
  const more = figures.length > SHOWN ? ` and ${figures.length - SHOWN} more` : '';
  return `${shown.join(', ')}${more}`;
}
