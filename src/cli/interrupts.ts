/**
 * Ctrl-C: the first asks a command to end, the second ends the process.
 *
 * npm hands the terminal's signal on to what it started. Where its shell gives way to the command, that is
 * this process, which the terminal signals as well: one press arrives twice, some 5 ms apart. What follows so
 * soon is not a second press.
 */
const ONE_PRESS_MS = 200;

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

export interface Interrupts {
  /** Aborted by the first. */
  readonly signal: AbortSignal;
  close(): void;
}

/**
 * @param onSecond ends the process
 * @param source where signals come from
 */
export function watchInterrupts(onSecond: () => void, source: NodeJS.EventEmitter = process): Interrupts {
  const asked = new AbortController();
  let askedAt = 0;
  const hear = (): void => {
    if (!asked.signal.aborted) {
      askedAt = performance.now();
      asked.abort();
    } else if (performance.now() - askedAt > ONE_PRESS_MS) {
      onSecond();
    }
  };
  for (const signal of SIGNALS) source.on(signal, hear);
  return {
    signal: asked.signal,
    close: () => {
      for (const signal of SIGNALS) source.off(signal, hear);
    },
  };
}
