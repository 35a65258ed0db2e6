/**
 * The lab host: a process of its own, in which runs are executed, one turn at a time. If a run takes it down, that
 * is the run's result; the server lives on and starts another host. It ends with its server.
 */
import { availableParallelism } from 'node:os';
import type { LabReport } from '../domain/events.js';
import { WORD } from '../fabric/arena.js';
import { Crew } from '../fabric/crew.js';
import { loadLinux } from '../fabric/memory/linux.js';
import { preferredSubstrate } from '../fabric/memory/open.js';
import { CoreProbe, countGuestCores } from './core-probe.js';
import { startFileServer } from './file-server.js';
import type { Capabilities, FromHost, ToHost } from './protocol.js';
import { executeTurn } from './turn.js';

/** Reports travel together, so that ten thousand short rounds are not ten thousand messages. */
const FLUSH_MS = 50;

/** Beyond the cores it is the rare run that wants more; it starts them when it comes. */
const KEEP_WARM = Math.max(8, availableParallelism());

const linux = loadLinux();
if (linux.available) linux.linux.dieWithParent();
process.on('disconnect', () => process.exit(0));
// Ctrl-C reaches the whole group: the server decides what happens to a run, and ends the host.
process.on('SIGINT', () => {});

const capabilities: Capabilities = {
  unavailable: linux.available ? {} : { PROCESSES: linux.reason },
};

const crew = new Crew(preferredSubstrate(), KEEP_WARM);
const probe = new CoreProbe(crew, Math.min(availableParallelism(), countGuestCores()));
const fileServer = await startFileServer();
crew.arena.words.store(WORD.fileServerPort, fileServer.port);
/** How the runs of the turn are cancelled; none between turns. */
let current: ReadonlyMap<string, AbortController> = new Map();

process.on('message', (message: ToHost) => {
  if (message.kind === 'cancel') {
    current.get(message.runId)?.abort();
    return;
  }
  if (current.size > 0) throw new Error(`A turn came while ${[...current.keys()].join(', ')} is on.`);
  const turn = message.runs.map(({ runId, plan, runtime, traceFile }) => ({
    runId,
    plan,
    runtime,
    traceFile,
    cancel: new AbortController(),
    outbox: createOutbox(runId),
  }));
  current = new Map(turn.map(({ runId, cancel }) => [runId, cancel]));
  const orders = turn.map(({ plan, runtime, traceFile, cancel, outbox }) => ({
    plan,
    runtime,
    traceFile,
    report: outbox.add,
    cancelled: cancel.signal,
  }));
  executeTurn(orders, crew, probe).then(
    () => {
      // Free before the server hears of the end: it may hand over the next turn at once.
      current = new Map();
      for (const { outbox } of turn) outbox.close();
    },
    (error: unknown) => {
      // A bug of the lab. Its state is unknown, so it goes, and the server tells the run why.
      console.error(error);
      process.exit(70);
    },
  );
});

await crew.warmUp(availableParallelism(), availableParallelism());
await probe.learn();
send({ kind: 'ready', capabilities });

function createOutbox(runId: string): { readonly add: (report: LabReport) => void; readonly close: () => void } {
  let waiting: LabReport[] = [];
  const flush = (): void => {
    if (waiting.length === 0) return;
    send({ kind: 'reports', runId, reports: waiting });
    waiting = [];
  };
  const timer = setInterval(flush, FLUSH_MS);
  return {
    add(report) {
      waiting.push(report);
      // The start is what people wait for.
      if (report.kind === 'started') flush();
    },
    close() {
      clearInterval(timer);
      flush();
    },
  };
}

function send(message: FromHost): void {
  process.send?.(message);
}
