/** The lab as the server has it, with a real host: how runs fare when the host does not. */
import { spawn } from 'node:child_process';
import { readdir, readFile, readlink } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { LabReport, RunEnding } from '../../src/domain/events.js';
import { loadLinux } from '../../src/fabric/memory/linux.js';
import { HostedLab } from '../../src/lab/lab.js';
import { findProcess, findWorkers, isAlive } from '../fabric/processes.js';
import { until } from '../fabric/until.js';
import { endOf, ENDLESS, planOf, type Wanted } from './runs.js';

/** How a run ends on a lab that is in order. */
const SOUND = { state: 'SUCCEEDED', failure: null };

const SMALL: Wanted = { kind: 'counter', parameters: { increments: 10_000 }, primitive: 'LOCK', repetitions: 2 };

describe('a hosted lab', () => {
  let lab: HostedLab;
  let runs = 0;

  // One for all: whatever happens to it, it is as good as new for the next run.
  beforeAll(() => {
    // It tells on the error output that a host died; here they die on purpose.
    vi.spyOn(console, 'error').mockImplementation(() => {});
    lab = new HostedLab();
  });

  afterAll(async () => {
    await lab.close();
    vi.restoreAllMocks();
  });

  interface Running {
    readonly reports: readonly LabReport[];
    readonly cancel: () => void;
    readonly ending: Promise<RunEnding>;
  }

  const execute = (wanted: Wanted): Running => {
    const cancel = new AbortController();
    const reports: LabReport[] = [];
    runs += 1;
    const ending = lab.execute(`run ${runs}`, planOf(wanted), (more) => void reports.push(...more), cancel.signal);
    return { reports, cancel: () => cancel.abort(), ending };
  };

  const hostPid = (): number => {
    if (lab.hostPid === undefined) throw new Error('There is no lab host.');
    return lab.hostPid;
  };

  /** In the middle of its first round. */
  const untilUnderWay = ({ reports }: Running): Promise<boolean> =>
    until(() => reports.some(({ kind }) => kind === 'roundStarted'));

  const playSmall = (): Promise<RunEnding> => execute(SMALL).ending;

  it('can be given a plan before its host is up', async () => {
    expect(runs, 'the first of all').toBe(0);
    expect(await playSmall()).toMatchObject(SOUND);
  });

  it('tells what its host can do, and executes one plan after another on the same host', async () => {
    const { unavailable } = await lab.capabilities;
    expect(unavailable.PROCESSES === undefined).toBe(loadLinux().available);
    const before = lab.hostPid;
    for (let run = 0; run < 3; run += 1) {
      const running = execute(SMALL);
      const ending = await running.ending;
      expect(ending).toMatchObject({ state: 'SUCCEEDED', failure: null });
      expect(endOf(running.reports).ending).toEqual(ending);
      expect(endOf(running.reports).measurements).toHaveLength(2);
    }
    expect(lab.hostPid).toBe(before);
  });

  it('ends a run when it is cancelled, and keeps the host', async () => {
    await lab.capabilities;
    const before = lab.hostPid;
    const running = execute(ENDLESS);
    await untilUnderWay(running);
    running.cancel();
    expect(await running.ending).toMatchObject({ state: 'CANCELLED', failure: null });
    expect(endOf(running.reports).ending.state).toBe('CANCELLED');
    expect(await playSmall()).toMatchObject(SOUND);
    expect(lab.hostPid).toBe(before);
  });

  it('ends a run at its time limit', async () => {
    const running = execute({ ...ENDLESS, timeoutMs: 50 });
    expect(await running.ending).toMatchObject({ state: 'TIMED_OUT', failure: { code: 'TIMED_OUT' } });
    expect(await playSmall()).toMatchObject(SOUND);
  });

  it('does not begin a run that was cancelled while its host was starting', async () => {
    process.kill(hostPid(), 'SIGKILL');
    const running = execute(ENDLESS);
    running.cancel();
    expect(await running.ending).toMatchObject({ state: 'CANCELLED' });
    expect(running.reports.map(({ kind }) => kind)).toEqual(['ended']);
  });

  it('fails the run whose host is killed, and the next one works', async () => {
    const running = execute(ENDLESS);
    await untilUnderWay(running);
    process.kill(hostPid(), 'SIGKILL');
    expect(await running.ending).toMatchObject({
      state: 'FAILED',
      failure: { code: 'LAB_DIED', message: 'The lab host was ended by SIGKILL during the run.' },
      summary: null,
      outcomes: [],
    });
    expect(endOf(running.reports).ending.state).toBe('FAILED');
    // At once: the next host is not even started.
    expect(await playSmall()).toMatchObject(SOUND);
  });

  it('gives a run to the next host when this one dies before it was asked', async () => {
    await lab.capabilities;
    process.kill(hostPid(), 'SIGKILL');
    expect(await playSmall()).toMatchObject(SOUND);
    process.kill(hostPid(), 'SIGKILL');
    expect(await playSmall()).toMatchObject(SOUND);
  });

  it('ends the host by force when it does not answer a cancel', async () => {
    const running = execute(ENDLESS);
    await untilUnderWay(running);
    const stopped = hostPid();
    process.kill(stopped, 'SIGSTOP');
    await until(async () => (await findProcess(stopped))?.state === 'T');
    running.cancel();
    expect(await running.ending).toMatchObject({ state: 'CANCELLED', failure: null });
    expect(await isAlive(stopped)).toBe(false);
    expect(await playSmall()).toMatchObject(SOUND);
  });

  it('takes its host along when it closes, and starts no other', async () => {
    const brief = new HostedLab();
    await brief.capabilities;
    const before = brief.hostPid ?? 0;
    await brief.close();
    expect(await isAlive(before)).toBe(false);
    const ending = await brief.execute('late', planOf(SMALL), () => {}, new AbortController().signal);
    expect(ending).toMatchObject({ state: 'CANCELLED' });
    expect(brief.hostPid).toBe(before);
  });

  describe.runIf(loadLinux().available)('with worker processes', () => {
    const ON_PROCESSES: Wanted = { ...ENDLESS, fabric: 'PROCESSES', workers: 4 };

    it('leaves none behind when its host is killed in the middle of a run', async () => {
      const running = execute(ON_PROCESSES);
      await untilUnderWay(running);
      const host = hostPid();
      const workers = await findWorkers(host);
      expect(workers.length).toBeGreaterThanOrEqual(4);
      process.kill(host, 'SIGKILL');
      expect((await running.ending).failure?.code).toBe('LAB_DIED');
      for (const { pid } of workers) await until(async () => !(await isAlive(pid)));
      expect(await playSmall()).toMatchObject(SOUND);
    });

    it('keeps its memory where nothing of it can be left behind', async () => {
      const running = execute(ON_PROCESSES);
      await untilUnderWay(running);
      const host = hostPid();
      for (const pid of [host, ...(await findWorkers(host)).map((worker) => worker.pid)]) {
        const files = await filesOf(pid);
        expect(files.filter((file) => file.includes('/dev/shm'))).toEqual([]);
        expect(files.some((file) => file.startsWith('/memfd:lockstep'))).toBe(true);
      }
      running.cancel();
      await running.ending;
    });
  });
});

describe('a lab where koffi does not load', () => {
  it('says why it has no processes, and runs threads all the same', async () => {
    vi.stubEnv('LAB_WITHOUT_KOFFI', '1');
    const lab = new HostedLab();
    vi.unstubAllEnvs();
    try {
      const { unavailable } = await lab.capabilities;
      expect(unavailable).toEqual({ PROCESSES: expect.any(String) as string });
      const reports: LabReport[] = [];
      const collect = (more: readonly LabReport[]): void => void reports.push(...more);
      const ending = await lab.execute('run', planOf(SMALL), collect, new AbortController().signal);
      expect(ending).toMatchObject(SOUND);
      expect(reports[0]).toMatchObject({ kind: 'started', environment: { memory: 'SHARED_ARRAY_BUFFER' } });
    } finally {
      await lab.close();
    }
  });
});

describe.runIf(loadLinux().available)('a server that is killed', () => {
  it('takes the lab host and all worker processes along', async () => {
    const server = spawn(process.execPath, [fileURLToPath(new URL('./workers/server.mjs', import.meta.url))], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    try {
      let told = '';
      server.stdout.setEncoding('utf8').on('data', (text: string) => (told += text));
      await until(() => told.includes('\n'));
      const host = Number(told);
      const workers = await findWorkers(host);
      expect(await isAlive(host)).toBe(true);
      expect(workers.length).toBeGreaterThanOrEqual(3);
      server.kill('SIGKILL');
      for (const pid of [host, ...workers.map((worker) => worker.pid)]) await until(async () => !(await isAlive(pid)));
    } finally {
      server.kill('SIGKILL');
    }
  });
});

/** All files that a process has open or mapped. */
async function filesOf(pid: number): Promise<readonly string[]> {
  const maps = await readFile(`/proc/${pid}/maps`, 'utf8');
  const mapped = maps.split('\n').flatMap((line) => line.split(/\s+/).slice(5, 6));
  const descriptors = await readdir(`/proc/${pid}/fd`);
  const open = await Promise.all(descriptors.map((fd) => readlink(`/proc/${pid}/fd/${fd}`).catch(() => '')));
  return [...mapped, ...open];
}
