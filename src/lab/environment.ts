/** Where a run is measured: kept with every run, so that a number can be read years later. */
import { readFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, platform, release, totalmem } from 'node:os';
import type { Environment } from '../domain/run.js';

const CLOCK_SOURCE = '/sys/devices/system/clocksource/clocksource0/current_clocksource';
const GOVERNOR = '/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor';
const CPU_QUOTA = '/sys/fs/cgroup/cpu.max';

/** @param interpreter who executes it, where that is not Node */
export function takeEnvironment(memory: Environment['memory'], interpreter?: string): Environment {
  return {
    cpuModel: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memoryBytes: totalmem(),
    platform: `${platform()} ${process.arch}`,
    kernel: release(),
    node: process.versions.node,
    ...(interpreter !== undefined && { interpreter }),
    memory,
    load: platform() === 'win32' ? null : (loadavg()[0] ?? null),
    clockSource: readLine(CLOCK_SOURCE),
    frequencyPolicy: readLine(GOVERNOR),
    coreQuota: readCoreQuota(),
  };
}

/** `max 100000`, or the quota and its period in microseconds. */
function readCoreQuota(): number | null {
  const [quota, period] = (readLine(CPU_QUOTA) ?? 'max').split(' ').map(Number);
  return quota === undefined || period === undefined || Number.isNaN(quota) ? null : quota / period;
}

/** @returns null where there is no such file. */
function readLine(path: string): string | null {
  try {
    return readFileSync(path, 'latin1').trim();
  } catch {
    return null;
  }
}
