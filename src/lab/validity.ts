/**
 * The verdict on a run's figures. Each reason is a measured share over its limit; the limits are those from which
 * on a figure moves by more than a careful reader would accept without being told.
 */
import type { RunEnding } from '../domain/events.js';
import type { Measurement, Summary } from '../domain/run.js';
import { invalid, type Validity, type ValidityCode, type ValidityReason } from '../domain/validity.js';
import { relativeWidth } from '../stats/precision.js';
import { median } from '../stats/quantile.js';
import type { CoreShare } from './core-probe.js';
import type { HostLoad } from './host-load.js';

/** What a run was measured under. */
export interface Conditions {
  /** Threads and processes that play a round; those of a SERIAL or ASYNC group are one. */
  readonly members: number;
  readonly cores: number;
  /** While its rounds were on; null where nobody tells. */
  readonly host: HostLoad | null;
  /** What probes between its rounds told of the cores; null where there were none. */
  readonly coreShare: CoreShare | null;
  /** The kernel's clock source, or null where nobody tells. */
  readonly clockSource: string | null;
}

const LIMITS = {
  /** Of all cores' time. */
  steal: 0.02,
  /** Of the workers' time in a round. */
  runDelay: 0.05,
  /** Of all cores. */
  foreignCores: 0.1,
  /** Processor time beside the least that the same work takes; what a processor's clock frequency does stays below. */
  slowdown: 1.25,
  /** The interval's width beside the median. */
  width: 0.2,
  /** Of a round: what the start barrier took. */
  start: 0.1,
} as const;

/** Those that cannot be read without a call to the hypervisor or the chipset. */
const POOR_CLOCKS: ReadonlySet<string> = new Set(['jiffies', 'hpet', 'acpi_pm', 'refined-jiffies']);

export function judgeValidity(
  state: RunEnding['state'],
  summary: Summary | null,
  measurements: readonly Measurement[],
  conditions: Conditions,
): Validity {
  if (state !== 'SUCCEEDED') return invalid(`It ended as ${state}.`);
  const measured = measurements.filter(({ warmup }) => !warmup);
  if (!summary || measured.length === 0) return invalid('No round was measured.');
  const reasons = [
    tooShort(measured),
    steal(conditions),
    runDelay(measured, conditions),
    busyHost(conditions),
    sharedCores(conditions),
    poorClock(conditions),
    wideInterval(summary),
  ].flatMap((reason) => (reason ? [reason] : []));
  return { verdict: reasons.length === 0 ? 'VALID' : 'DISTURBED', reasons };
}

function tooShort(measured: readonly Measurement[]): ValidityReason | null {
  // Until its last worker has begun, a round is a start and no work.
  const share = median(measured.map(({ wallMs, startSkewMs }) => startSkewMs / wallMs));
  return over(share, LIMITS.start, 'TOO_SHORT', `Until all workers had begun, ${percent(share)} of a round was over.`);
}

function steal({ host }: Conditions): ValidityReason | null {
  const share = host?.stealShare ?? 0;
  return over(share, LIMITS.steal, 'STEAL', `The hypervisor gave ${percent(share)} of the cores’ time to others.`);
}

function runDelay(measured: readonly Measurement[], { members, cores }: Conditions): ValidityReason | null {
  const shares = measured.flatMap(({ wallMs, workers }) => {
    const delays = workers.flatMap(({ runDelayMs }) => (runDelayMs === null ? [] : [runDelayMs]));
    return delays.length === 0
      ? []
      : [delays.reduce((sum, ms) => sum + ms, 0) / (wallMs * Math.min(members, workers.length))];
  });
  if (shares.length === 0) return null;
  const share = median(shares);
  const waited = `workers could have run for another ${percent(share)} of their time, and had no core.`;
  return members > cores
    ? over(share, LIMITS.runDelay, 'OVERSUBSCRIBED', `With ${members} workers on ${cores} cores, ${waited}`)
    : over(share, LIMITS.runDelay, 'RUN_DELAY', `Though there are cores for all, ${waited}`);
}

function busyHost({ host, cores }: Conditions): ValidityReason | null {
  const foreign = host?.foreignCores ?? 0;
  const message = `Other programs kept ${foreign.toFixed(2)} of ${cores} cores busy.`;
  return over(foreign / cores, LIMITS.foreignCores, 'HOST_BUSY', message);
}

function sharedCores({ coreShare }: Conditions): ValidityReason | null {
  if (!coreShare) return null;
  const { slowdown, probes, threads } = coreShare;
  const message = `In ${probes} probes between the rounds, the same work on ${threads} at once took ${slowdown.toFixed(2)}× the processor time that it takes at best: the cores are shared with others, unseen by the kernel.`;
  return over(slowdown, LIMITS.slowdown, 'CORES_SHARED', message);
}

function poorClock({ clockSource }: Conditions): ValidityReason | null {
  if (clockSource === null || !POOR_CLOCKS.has(clockSource)) return null;
  return { code: 'UNSTEADY_CLOCK', message: `The kernel’s clock source is ${clockSource}.` };
}

function wideInterval({ wall }: Summary): ValidityReason | null {
  const width = relativeWidth(wall);
  return over(width, LIMITS.width, 'WIDE_INTERVAL', `The interval of the wall time is ${percent(width)} of it wide.`);
}

function over(value: number, limit: number, code: ValidityCode, message: string): ValidityReason | null {
  return value > limit ? { code, message } : null;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(0)} %`;
}
