/**
 * What "none seen" says: the share below which an event lies with 95 % confidence that did not happen in n
 * independent trials, 1 − 0.05^(1/n). About 3/n, the rule of three (Hanley and Lippman-Hand, "If Nothing Goes
 * Wrong, Is Everything All Right?", JAMA 249, 1983).
 * @param trials at least one
 */
export function boundOfNoneSeen(trials: number): number {
  return 1 - 0.05 ** (1 / trials);
}
