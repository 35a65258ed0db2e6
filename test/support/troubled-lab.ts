/**
 * The real lab in a world that a test can trouble. Nothing of what it tells is made up: a host that became slower
 * has more work to do, a host that became quicker less, and on a busy one other programs run.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from '../../src/config.js';
import type { Plan } from '../../src/domain/experiment.js';
import type { RunEnding } from '../../src/domain/events.js';
import type { Lab, LabRun } from '../../src/lab/lab.js';
import { startServer } from '../../src/server.js';

export type Trouble = 'none' | 'slower' | 'quicker' | 'busy';

/** Beyond what noise could make up for. */
const FACTOR = { none: 1, busy: 1, slower: 40, quicker: 1 / 40 } as const;

export class TroubledLab implements Lab {
  readonly #lab: Lab;
  /** Asked before each run. */
  trouble: (plan: Plan) => Trouble = () => 'none';

  constructor(lab: Lab) {
    this.#lab = lab;
  }

  get capabilities(): Lab['capabilities'] {
    return this.#lab.capabilities;
  }

  async executeTurn(runs: readonly LabRun[]): Promise<readonly RunEnding[]> {
    const troubles = runs.map(({ plan }) => this.trouble(plan));
    const others = troubles.includes('busy') ? await startOthers() : [];
    try {
      return await this.#lab.executeTurn(
        runs.map((run, index) => ({ ...run, plan: withMore(run.plan, FACTOR[troubles[index] ?? 'none']) })),
      );
    } finally {
      for (const other of others) other.kill('SIGKILL');
    }
  }

  close(): Promise<void> {
    return this.#lab.close();
  }
}

/** Programs that want all cores for themselves. */
async function startOthers(): Promise<readonly ChildProcess[]> {
  const others = Array.from({ length: 2 * availableParallelism() }, () =>
    spawn('sh', ['-c', 'while :; do :; done'], { stdio: 'ignore' }),
  );
  await Promise.all(others.map((other) => once(other, 'spawn')));
  return others;
}

/** Of a countdown. */
function withMore(plan: Plan, factor: number): Plan {
  const [{ task, ...group }] = plan.groups;
  const n = Math.max(1, Math.round(Number(task.parameters['n']) * factor));
  return { ...plan, groups: [{ ...group, task: { ...task, parameters: { n } } }] };
}

export interface TroubledServer {
  /** `http://127.0.0.1:PORT/graphql` */
  readonly url: string;
  readonly lab: TroubledLab;
  readonly directory: string;
  close(): Promise<void>;
}

/** A lab in this process, on a free port, with its own data. */
export async function startTroubledServer(): Promise<TroubledServer> {
  const directory = await mkdtemp(join(tmpdir(), 'lockstep-test-'));
  const config = readConfig({ PORT: '0', DATA_DIR: directory, LAB_PYTHONS: 'none' });
  let lab: TroubledLab | undefined;
  const server = await startServer(
    config,
    (error) => {
      throw error;
    },
    (real) => (lab = new TroubledLab(real)),
  );
  if (!lab) throw new Error('The server has no lab.');
  return {
    url: `${server.url}/graphql`,
    lab,
    directory,
    close: async () => {
      await server.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
