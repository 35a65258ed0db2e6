/** The unit's loop in a bare Node script: for each number on a line it counts down and answers with milliseconds. */
import { createInterface } from 'node:readline';

function countDown(n) {
  while (n > 0) n -= 1;
  return n;
}

createInterface(process.stdin).on('line', (line) => {
  const n = Number(line);
  const startedAt = performance.now();
  const left = countDown(n);
  const elapsedMs = performance.now() - startedAt;
  if (left !== 0) throw new Error('It did not count down.');
  console.log(elapsedMs);
});
