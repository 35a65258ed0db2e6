/** Where a run is measured: kept with every run, so that a number can be read years later. */
import { availableParallelism, cpus, loadavg, platform, release, totalmem } from 'node:os';
import type { Environment } from '../domain/run.js';
import type { Substrate } from '../fabric/memory/shared-memory.js';

export function takeEnvironment(memory: Substrate): Environment {
  return {
    cpuModel: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memoryBytes: totalmem(),
    platform: `${platform()} ${process.arch}`,
    kernel: release(),
    node: process.versions.node,
    memory,
    load: platform() === 'win32' ? null : (loadavg()[0] ?? null),
  };
}
