/** Timers hold at most 2^31 - 1 ms, some 24 days; a longer one would go off at once. */
const LONGEST_TIMER_MS = 2_147_483_647;

/**
 * Calls back once, at this time or soon after it, and never before it or within this call. It does not keep the
 * process alive.
 * @param at milliseconds since 1970
 * @returns stops waiting
 */
export function callAt(at: number, tell: () => void): () => void {
  let timer: NodeJS.Timeout;
  const wait = (): void => {
    const leftMs = Math.min(Math.max(0, at - Date.now()), LONGEST_TIMER_MS);
    timer = setTimeout(() => (Date.now() < at ? wait() : tell()), leftMs).unref();
  };
  wait();
  return () => clearTimeout(timer);
}
