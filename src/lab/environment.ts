/** Where a run is measured: kept with every run, so that a number can be read years later. */
import { availableParallelism, cpus, loadavg, platform, release, totalmem } from 'node:os';
import type { Environment } from '../domain/run.js';

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
  };
}
