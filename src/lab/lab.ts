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
import { compiledEntry } from '../fabric/compiled.js';
import { NODE, type RuntimeInfo } from '../runtimes/runtimes.js';
import type { Capabilities, FromHost, ToHost } from './protocol.js';

/** A host that does not answer a call-off within this is ended by force. */
const UNRESPONSIVE_MS = 2_000;
const FIRST_RESTART_MS = 10;
const SLOWEST_RESTART_MS = 5_000;
/** Hosts that may die under a run before it begins. */
const HAND_OVERS = 3;
/** A host that lived this long has not died at once. */
const LIVED_MS = 10_000;

export interface Lab {
  /** Settles once the first host is up; rejects where none can be started. */
  readonly capabilities: Promise<Capabilities>;
  /**
   * Executes a plan; one at a time. Reports come in order, the last one is `ended`, which is also returned.
   * @param cancelled calls the run off
   */
  execute(
    runId: string,
    plan: Plan,
    report: (reports: readonly LabReport[]) => void,
    cancelled: AbortSignal,
  ): Promise<RunEnding>;
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
  readonly #runtimes: readonly RuntimeInfo[];
  #host: Host;
  #closed = false;

  /** @param runtimes that plans may name */
  constructor(runtimes: readonly RuntimeInfo[] = [NODE]) {
    this.#runtimes = runtimes;
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

  async execute(
    runId: string,
    plan: Plan,
    report: (reports: readonly LabReport[]) => void,
    cancelled: AbortSignal,
  ): Promise<RunEnding> {
    const runtime = this.#runtimes.find(({ id }) => id === plan.runtime);
    if (!runtime) {
      const message = `There is no runtime ${plan.runtime} on this host any more.`;
      return endedByServer('FAILED', report, 'LAB_ERROR', message);
    }
    for (let handedOver = 1; ; handedOver += 1) {
      const host = await this.#readyHost(cancelled);
      if (!host || cancelled.aborted) return endedByServer('CANCELLED', report);
      const ending = await this.#executeOn(host, runId, plan, runtime, report, cancelled);
      if (ending !== 'never begun') return ending;
      if (handedOver === HAND_OVERS) {
        return endedByServer('FAILED', report, 'LAB_DIED', 'The lab host died before the run began, again and again.');
      }
    }
  }

  /** @returns 'never begun' when the host died before it reported anything: another one may have the run. */
  async #executeOn(
    host: Host,
    runId: string,
    plan: Plan,
    runtime: RuntimeInfo,
    report: (reports: readonly LabReport[]) => void,
    cancelled: AbortSignal,
  ): Promise<RunEnding | 'never begun'> {
    const settled = new AbortController();
    let hasBegun = false;
    const over = new Promise<RunEnding>((resolve) => {
      const onMessage = (message: FromHost): void => {
        if (message.kind !== 'reports' || message.runId !== runId) return;
        hasBegun = true;
        report(message.reports);
        const last = message.reports.at(-1);
        if (last?.kind === 'ended') resolve(last.ending);
      };
      host.child.on('message', onMessage);
      settled.signal.addEventListener('abort', () => host.child.off('message', onMessage));
    });
    let unresponsive: TerminalState | null = null;
    const callOff = async (state: TerminalState): Promise<void> => {
      tell(host, { kind: 'cancel', runId });
      await pause(UNRESPONSIVE_MS, undefined, { signal: settled.signal }).catch(() => {});
      if (settled.signal.aborted) return;
      unresponsive = state;
      host.child.kill('SIGKILL');
    };
    cancelled.addEventListener('abort', () => void callOff('CANCELLED'), { once: true, signal: settled.signal });
    // The host keeps the time limit. This is for a host that no longer can.
    const backstop = setTimeout(() => void callOff('TIMED_OUT'), plan.timeoutMs + UNRESPONSIVE_MS);

    tell(host, { kind: 'run', runId, plan, runtime });
    try {
      return await Promise.race([
        over,
        host.died.then((cause) => {
          if (unresponsive) return endedByServer(unresponsive, report);
          if (!hasBegun) return 'never begun' as const;
          return endedByServer('FAILED', report, 'LAB_DIED', `The lab host ${cause} during the run.`);
        }),
      ]);
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

  /** @returns null when the run was called off first. */
  async #readyHost(cancelled: AbortSignal): Promise<Host | null> {
    const settled = new AbortController();
    const aborted = new Promise<null>((resolve) => {
      cancelled.addEventListener('abort', () => resolve(null), { once: true, signal: settled.signal });
    });
    try {
      while (!cancelled.aborted && !this.#closed) {
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

function endedByServer(
  state: TerminalState,
  report: (reports: readonly LabReport[]) => void,
  code?: FailureCode,
  message?: string,
): RunEnding {
  const failure = code && message ? { code, message } : null;
  const ending: RunEnding = { state, failure, summary: null, outcomes: [] };
  report([{ kind: 'ended', ending }]);
  return ending;
}
