/** How good the class's predictions were. */
import type { JSX } from 'preact';
import type { Board } from '../documents.js';
import { formatPercent } from '../figures.js';

export function CalibrationCard({
  calibration,
}: {
  readonly calibration: NonNullable<Board['calibration']>;
}): JSX.Element {
  const { predictions, medianCloseness, medianBias, bounded, coverage } = calibration;
  return (
    <section class="card calibration">
      <h2>The class’s predictions</h2>
      <p>
        <strong>{formatPercent(medianCloseness)}</strong> close in the median of {predictions},{' '}
        {describeBias(medianBias)}
      </p>
      {coverage !== null && (
        <p>
          Of {bounded} with bounds, <strong>{formatPercent(coverage)}</strong> held the answer; 80 % would be well
          calibrated.
        </p>
      )}
    </section>
  );
}

/** @param bias log2 of predicted over measured */
function describeBias(bias: number): string {
  const factor = 2 ** Math.abs(bias);
  if (factor < 1.05) return 'neither too high nor too low';
  return `${factor.toFixed(factor < 10 ? 1 : 0)} times too ${bias > 0 ? 'high' : 'low'}`;
}
