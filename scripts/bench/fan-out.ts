/**
 * What it costs to tell a crowd of a change: messages a second and processor time of the server, beside plain
 * `ws` that sends the same ready-made string, and beside graphql-ws as it comes. Servers and subscribers are
 * processes of their own, and all are there at the same time and measured in turns.
 *
 *   npx tsx scripts/bench/fan-out.ts [rounds] [subscribers …]
 *
 * It needs `npm run build` before, and `ulimit -n` has to be above the number of subscribers.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { Crowd, type ServerKind } from './fan-out/crowd.js';
import { measureSideBySide } from './side-by-side.js';

const [rounds = 5, ...sizes] = process.argv.slice(2).map(Number);
const SIZES = sizes.length > 0 ? sizes : [1000, 5000, 10_000];
/** Messages in one measurement, roughly. */
const BURST: Readonly<Record<ServerKind, number>> = { ws: 40_000, 'graphql-ws': 5000, lockstep: 40_000 };
const CHANGES_PER_SECOND = 5;
const STEADY_MS = 6000;

for (const count of SIZES) {
  console.log(`\n${count} subscribers`);
  const kinds = Object.keys(BURST) as ServerKind[];
  const crowds = new Map<ServerKind, Crowd>();
  for (const kind of kinds) crowds.set(kind, await Crowd.gather(kind, count));
  const cpu = new Map<ServerKind, { ms: number; messages: number }>();
  const subjects = [...crowds].map(([kind, crowd]) => {
    const spent = { ms: 0, messages: 0 };
    cpu.set(kind, spent);
    return {
      name: `${kind}, µs a message`,
      async measure() {
        const changes = Math.max(1, Math.round(BURST[kind] / count));
        const before = await crowd.usage();
        const startedAt = performance.now();
        await crowd.changeInTurn(changes);
        const elapsedMs = performance.now() - startedAt;
        spent.ms += (await crowd.usage()).cpuMs - before.cpuMs;
        spent.messages += changes * count;
        return (elapsedMs * 1000) / (changes * count);
      },
    };
  });
  await measureSideBySide(subjects, 'ws, µs a message', rounds, 1);
  for (const [kind, crowd] of crowds) {
    const { ms = 0, messages = 1 } = cpu.get(kind) ?? {};
    const { rssMb, peakMb } = await crowd.usage();
    console.log(
      `${kind.padEnd(12)} processor ${((ms * 1000) / messages).toFixed(1)} µs a message, ` +
        `memory ${rssMb.toFixed(0)} MB, at most ${peakMb.toFixed(0)} MB`,
    );
  }
  for (const kind of ['ws', 'lockstep'] satisfies ServerKind[]) {
    const crowd = crowds.get(kind);
    if (crowd) console.log(await watchSteadyChanges(kind, crowd));
  }
  for (const crowd of crowds.values()) crowd.disperse();
}

async function watchSteadyChanges(kind: ServerKind, crowd: Crowd): Promise<string> {
  const [before, receivedBefore] = [await crowd.usage(), await crowd.received()];
  const startedAt = performance.now();
  let changes = 0;
  while (performance.now() - startedAt < STEADY_MS) {
    crowd.change();
    changes += 1;
    await pause(startedAt + (changes * 1000) / CHANGES_PER_SECOND - performance.now());
  }
  const elapsedMs = performance.now() - startedAt;
  const after = await crowd.usage();
  const share = (await crowd.received()) - receivedBefore;
  const cpuMs = after.cpuMs - before.cpuMs;
  const kernelShare = (after.kernelMs - before.kernelMs) / cpuMs;
  return (
    `${kind.padEnd(12)} ${CHANGES_PER_SECOND} changes a second: ${(cpuMs / elapsedMs).toFixed(2)} of a core, ` +
    `${(100 * kernelShare).toFixed(0)} % of that in the kernel, ` +
    `${((100 * share) / (changes * crowd.count)).toFixed(1)} % of all boards delivered`
  );
}
