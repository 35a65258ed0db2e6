/** What memory a process takes, as Linux counts it. */
import { readFileSync } from 'node:fs';

const KIB = 1024;

/**
 * The proportional set size: its own pages, and of each page that it shares with n others one part in n + 1.
 * @returns bytes; null where nobody tells: no Linux, or a process that has ended
 */
export function readPssBytes(pid: number): number | null {
  let text: string;
  try {
    text = readFileSync(`/proc/${pid}/smaps_rollup`, 'latin1');
  } catch {
    return null;
  }
  const kibibytes = /^Pss:\s+(\d+) kB$/m.exec(text)?.[1];
  return kibibytes === undefined ? null : Number(kibibytes) * KIB;
}
