/**
 * The lab as the server sees it: give it a plan, get reports, and in every case an ending.
 *
 *   down → starting → ready ⇄ running
 *            ↑__________↓________↓      the host died: a run that was on ends FAILED, a new host starts
 *
 * A host that dies again and again at once is started ever more slowly.
 */
import { fork, type ChildProcess } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import type { Plan } from '../domain/experiment.js';
import type { LabReport, RunEnding } from '../domain/events.js';
import type { FailureCode, TerminalState } from '../domain/run.js';
import { invalid } from '../domain/validity.js';
import { compiledEntry } from '../fabric/compiled.js';
import { NODE, OWN_RUNTIMES, type RuntimeInfo } from '../runtimes/runtimes.js';
import type { Capabilities, FromHost, RunOfTurn, ToHost } from './protocol.js';

/** A host that does not answer a call-off within this is ended by force. */
const UNRESPONSIVE_MS = 2_000;
const FIRST_RESTART_MS = 10;
const SLOWEST_RESTART_MS = 5_000;
/** Hosts that may die under a run before it begins. */
const HAND_OVERS = 3;
/** A host that lived this long has not died at once. */
const LIVED_MS = 10_000;

/** A run for the lab. */
export interface LabRun {
  readonly runId: string;
  readonly plan: Plan;
  /** Takes its reports, in order; the last one is `ended`. */
  readonly report: (reports: readonly LabReport[]) => void;
  /** Calls it off. */
  readonly cancelled: AbortSignal;
}

export interface Lab {
  /** Settles once the first host is up; rejects where none can be started. */
  readonly capabilities: Promise<Capabilities>;
  /**
   * Executes runs in one turn, their rounds interleaved; one turn at a time.
   * @returns their endings, in their order, which their reports told already
   */
  executeTurn(runs: readonly LabRun[]): Promise<readonly RunEnding[]>;
  close(): Promise<void>;
}

interface Host {
  readonly child: ChildProcess;
  alive: boolean;
  readonly ready: Promise<Capabilities>;
  /** How it ended, for a person. */
  readonly died: Promise<string>;
}

export class HostedLab implements Lab {
  readonly capabilities: Promise<Capabilities>;
  readonly #runtimes: Promise<readonly RuntimeInfo[]>;
  readonly #traceFileOf: (runId: string) => string | null;
  #host: Host;
  #closed = false;

  /**
   * @param runtimes that plans may name; they may still be looked for while the host starts
   * @param traceFileOf where the trace of a run goes; without it none is kept
   */
  constructor(
    runtimes: Promise<readonly RuntimeInfo[]> = Promise.resolve(OWN_RUNTIMES),
    traceFileOf: (runId: string) => string | null = () => null,
  ) {
    this.#runtimes = runtimes;
    this.#traceFileOf = traceFileOf;
    this.#host = startHost();
    this.capabilities = this.#host.ready;
    // Whoever asks for them sees it; nobody asking is no crash.
    this.capabilities.catch(() => {});
    void this.#keepAlive();
  }

  /** The host's process, for those who want to see it die. */
  get hostPid(): number | undefined {
    return this.#host.child.pid;
  }

  async execute(runId: string, plan: Plan, report: LabRun['report'], cancelled: AbortSignal): Promise<RunEnding> {
    const [ending] = await this.executeTurn([{ runId, plan, report, cancelled }]);
    if (!ending) throw new Error(`Run ${runId} has no ending.`);
    return ending;
  }

  async executeTurn(runs: readonly LabRun[]): Promise<readonly RunEnding[]> {
    const endings = new Map<string, RunEnding>();
    const end = (run: LabRun, ending: RunEnding): void => {
      endings.set(run.runId, ending);
      run.report([{ kind: 'ended', ending }]);
    };
    const left = (): readonly LabRun[] => runs.filter(({ runId }) => !endings.has(runId));
    const runtimes = new Map((await this.#runtimes).map((runtime) => [runtime.id, runtime]));
    for (const run of runs) {
      if (runtimes.has(run.plan.runtime)) continue;
      end(run, endedByServer('FAILED', 'LAB_ERROR', `There is no runtime ${run.plan.runtime} on this host any more.`));
    }
    for (let handedOver = 1; left().length > 0; handedOver += 1) {
      const host = await this.#readyHost(left().map(({ cancelled }) => cancelled));
      for (const run of left()) {
        if (!host || run.cancelled.aborted) end(run, endedByServer('CANCELLED'));
      }
      if (!host || left().length === 0) break;
      const placed = left().map((run) => ({ ...run, runtime: runtimes.get(run.plan.runtime) ?? NODE }));
      await this.#executeOn(host, placed, endings, end);
      if (handedOver < HAND_OVERS) continue;
      const failure = 'The lab host died before the run began, again and again.';
      for (const run of left()) end(run, endedByServer('FAILED', 'LAB_DIED', failure));
    }
    return runs.map(({ runId }) => endings.get(runId) as RunEnding);
  }

  /** Runs that have no ending after it never began, for the host died before: another one may have them. */
  async #executeOn(
    host: Host,
    runs: readonly (LabRun & Pick<RunOfTurn, 'runtime'>)[],
    endings: Map<string, RunEnding>,
    end: (run: LabRun, ending: RunEnding) => void,
  ): Promise<void> {
    const settled = new AbortController();
    const begun = new Set<string>();
    const over = new Promise<void>((resolve) => {
      const onMessage = (message: FromHost): void => {
        const run = message.kind === 'reports' && runs.find(({ runId }) => runId === message.runId);
        if (!run) return;
        begun.add(run.runId);
        const last = message.reports.at(-1);
        if (last?.kind === 'ended') endings.set(run.runId, last.ending);
        run.report(message.reports);
        if (runs.every(({ runId }) => endings.has(runId))) resolve();
      };
      host.child.on('message', onMessage);
      settled.signal.addEventListener('abort', () => host.child.off('message', onMessage));
    });
    /** Runs that the host did not end when it was told to. */
    const unresponsive = new Map<string, TerminalState>();
    const callOff = async (run: LabRun, state: TerminalState): Promise<void> => {
      tell(host, { kind: 'cancel', runId: run.runId });
      await pause(UNRESPONSIVE_MS, undefined, { signal: settled.signal }).catch(() => {});
      if (settled.signal.aborted || endings.has(run.runId)) return;
      unresponsive.set(run.runId, state);
      host.child.kill('SIGKILL');
    };
    for (const run of runs) {
      const { cancelled } = run;
      cancelled.addEventListener('abort', () => void callOff(run, 'CANCELLED'), { once: true, signal: settled.signal });
    }
    // The host keeps the time limits, each for its run's own rounds. This is for a host that no longer can.
    const longestMs = runs.reduce((sum, { plan }) => sum + plan.timeoutMs, UNRESPONSIVE_MS);
    const backstop = setTimeout(() => {
      for (const run of runs) void callOff(run, 'TIMED_OUT');
    }, longestMs);

    tell(host, {
      kind: 'run',
      runs: runs.map(({ runId, plan, runtime }) => ({ runId, plan, runtime, traceFile: this.#traceFileOf(runId) })),
    });
    try {
      const cause = await Promise.race([over.then(() => null), host.died]);
      if (cause === null) return;
      for (const run of runs) {
        if (endings.has(run.runId)) continue;
        const state = unresponsive.get(run.runId);
        if (state) end(run, endedByServer(state));
        else if (begun.has(run.runId)) {
          end(run, endedByServer('FAILED', 'LAB_DIED', `The lab host ${cause} during the run.`));
        }
      }
    } finally {
      settled.abort();
      clearTimeout(backstop);
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#host.child.kill('SIGKILL');
    await this.#host.died;
  }

  /** @returns null when all the runs were called off first. */
  async #readyHost(cancels: readonly AbortSignal[]): Promise<Host | null> {
    const settled = new AbortController();
    const allCancelled = (): boolean => cancels.every(({ aborted }) => aborted);
    const aborted = new Promise<null>((resolve) => {
      const check = (): void => {
        if (allCancelled()) resolve(null);
      };
      for (const cancelled of cancels) cancelled.addEventListener('abort', check, { signal: settled.signal });
    });
    try {
      while (!allCancelled() && !this.#closed) {
        const host = this.#host;
        const isReady = host.ready.then(
          () => host.alive,
          () => false,
        );
        const found = await Promise.race([aborted, isReady]);
        if (found) return host;
        // It has died, or never came up; the next one is on its way.
        if (found === false) await Promise.race([aborted, pause(FIRST_RESTART_MS)]);
      }
      return null;
    } finally {
      settled.abort();
    }
  }

  async #keepAlive(): Promise<void> {
    let restartMs = FIRST_RESTART_MS;
    while (!this.#closed) {
      const startedAt = performance.now();
      const cause = await this.#host.died;
      if (this.#closed) return;
      console.error(`The lab host ${cause}; starting another.`);
      restartMs =
        performance.now() - startedAt > LIVED_MS ? FIRST_RESTART_MS : Math.min(restartMs * 2, SLOWEST_RESTART_MS);
      await pause(restartMs);
      if (!this.#closed) this.#host = startHost();
    }
  }
}

function startHost(): Host {
  const child = fork(compiledEntry('./host.js', import.meta.url), [], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const died = new Promise<string>((resolve) => {
    const die = (cause: string): void => {
      host.alive = false;
      resolve(cause);
    };
    child.once('error', (error) => die(`could not be started: ${error.message}`));
    child.once('exit', (code, signal) => {
      const cause = signal ? `was ended by ${signal}` : `ended with exit code ${code}`;
      // Its last messages may still be on their way, and among them the end of the run.
      if (child.connected) child.once('disconnect', () => die(cause));
      else die(cause);
    });
  });
  const ready = new Promise<Capabilities>((resolve, reject) => {
    child.on('message', (message: FromHost) => {
      if (message.kind === 'ready') resolve(message.capabilities);
    });
    void died.then((cause) => reject(new Error(`The lab host ${cause} before it was ready.`)));
  });
  ready.catch(() => {});
  const host: Host = { child, ready, died, alive: true };
  return host;
}

function tell(host: Host, message: ToHost): void {
  // Without a callback a message to a host that is just dying would be an unhandled error; its death is
  // noticed on its own.
  host.child.send(message, () => {});
}

function endedByServer(state: TerminalState, code?: FailureCode, message?: string): RunEnding {
  const failure = code && message ? { code, message } : null;
  const validity = invalid(message ?? `It ended as ${state}.`);
  return { state, failure, summary: null, outcomes: [], validity, workerCosts: [] };
}
