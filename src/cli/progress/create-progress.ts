/** A bar where somebody looks at it, lines where something keeps them. */
import type { Output } from '../output.js';
import { BarProgress } from './bar.js';
import { LineProgress } from './lines.js';
import type { Progress } from './progress.js';
import type { Rounds } from './rounds.js';

export function createProgress(output: Output, rounds: Rounds): Progress {
  return output.errorStream.isTTY === true
    ? new BarProgress(output.errorStream, rounds)
    : new LineProgress((line) => output.note(line), rounds);
}
