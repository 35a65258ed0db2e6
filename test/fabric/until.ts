import { vi } from 'vitest';

/** Waits on a condition, patiently: the machine may be busy with other things. */
export function until(condition: () => boolean | Promise<boolean>, timeoutMs = 40_000): Promise<boolean> {
  return vi.waitUntil(condition, { timeout: timeoutMs, interval: 3 });
}
