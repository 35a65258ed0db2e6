/** Which interpreters are found, what is said of the others, and what they are called. */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findCandidates, NOWHERE, readPlaces } from '../../../src/runtimes/cpython/candidates.js';
import { offerOfCPython } from '../../../src/runtimes/cpython/offer.js';
import { discoverCPython, nameRuntimes } from '../../../src/runtimes/cpython/discover.js';
import { probe } from '../../../src/runtimes/cpython/probe.js';
import { NODE, offersOf } from '../../../src/runtimes/runtimes.js';
import { planExperiment } from '../../../src/domain/plan.js';
import { TASKS_BY_KIND } from '../../../src/catalog/catalog.js';
import { FACTS, makeStandIn } from './stand-in.js';

let root: string;
const at = (path: string): string => join(root, path);

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'lockstep-test-'));
});
afterEach(() => rmSync(root, { recursive: true }));

describe('where interpreters are looked for', () => {
  it('is read out of the environment', () => {
    expect(
      readPlaces({ PATH: '/a:/home/.pyenv/shims::/b', HOME: '/home', LAB_PYTHONS: '/x/python3:/y/python3.8' }),
    ).toEqual({
      named: ['/x/python3', '/y/python3.8'],
      commands: ['/a', '/b'],
      versions: ['/home/.pyenv/versions', '/home/.local/share/uv/python'],
      homebrew: ['/opt/homebrew', '/usr/local', '/home/linuxbrew/.linuxbrew'],
    });
    expect(readPlaces({ PYENV_ROOT: '/pyenv', UV_PYTHON_INSTALL_DIR: '/uv', HOMEBREW_PREFIX: '/brew' })).toEqual({
      named: [],
      commands: [],
      versions: ['/pyenv/versions', '/uv'],
      homebrew: ['/brew'],
    });
    expect(readPlaces({ PATH: '/a', HOME: '/home', LAB_PYTHONS: 'none' })).toEqual(NOWHERE);
    expect(readPlaces({})).toMatchObject({ named: [], commands: [], versions: [] });
  });

  it('is PATH, pyenv, uv, Homebrew and what the operator names, each file once', async () => {
    const paths = {
      named: makeStandIn(at('my own python'), {}),
      command: makeStandIn(at('bin/python3.12'), {}),
      freeThreaded: makeStandIn(at('bin/python3.13t'), {}),
      pyenv: makeStandIn(at('pyenv/3.9.1/bin/python3'), {}),
      brew: makeStandIn(at('brew/opt/python@3.11/bin/python3'), {}),
    };
    symlinkSync(paths.command, at('bin/python3'));
    makeStandIn(at('bin/python3-config'), {});
    makeStandIn(at('brew/opt/postgresql/bin/python3'), {});
    writeFileSync(at('bin/python3.7'), 'nothing that can be started');
    const found = await findCandidates({
      named: [paths.named, at('not there')],
      commands: [at('bin'), at('nowhere')],
      versions: [at('pyenv'), at('uv')],
      homebrew: [at('brew')],
    });
    expect(found).toEqual([paths.named, paths.freeThreaded, paths.command, paths.pyenv, paths.brew]);
  });
});

describe('discovery', () => {
  it('tells what each interpreter is', async () => {
    const path = makeStandIn(at('bin/python3'), { version: '3.14.1', startMethods: ['spawn'] });
    const { found, absent } = await discoverCPython({ ...NOWHERE, commands: [at('bin')] });
    expect(absent).toEqual([]);
    expect(found).toEqual([
      {
        id: 'cpython-3.14',
        name: 'CPython',
        version: '3.14.1',
        gil: true,
        path,
        python: { ...FACTS, executable: path, version: '3.14.1', startMethods: ['spawn'] },
      },
    ]);
  });

  it('says why nothing was found', async () => {
    const { found, absent } = await discoverCPython(NOWHERE);
    expect(found).toEqual([]);
    expect(absent).toEqual([{ name: 'CPython', path: null, reason: expect.stringMatching(/^None was found in/) }]);
  });

  it('says of each that cannot be used why', async () => {
    const bad = {
      'python2.7': { tells: { version: '2.7.18' } as const, reason: /too old/ },
      'python3.7': { tells: { version: '3.7.9' } as const, reason: /too old: the lab needs 3.8/ },
      'python3.1': { tells: { implementation: 'pypy' } as const, reason: /it is pypy/ },
      'python3.2': { tells: 'an error' as const, reason: /exit code 1.*/ },
      'python3.3': { tells: 'nonsense' as const, reason: /did not say what it is/ },
      'python3.4': { tells: 'too much' as const, reason: /said more than/ },
    };
    for (const [name, { tells }] of Object.entries(bad)) makeStandIn(at(`bin/${name}`), tells);
    const { found, absent } = await discoverCPython({ ...NOWHERE, named: [at('gone')], commands: [at('bin')] });
    expect(found).toEqual([]);
    for (const [name, { reason }] of Object.entries(bad)) {
      expect(absent.find(({ path }) => path === at(`bin/${name}`))?.reason).toMatch(reason);
    }
    expect(absent).toContainEqual({ name: 'Python', path: at('gone'), reason: expect.stringMatching(/LAB_PYTHONS/) });
  });

  it('does not wait for one that does not answer', async () => {
    const path = makeStandIn(at('python3'), 'nothing');
    expect(await probe(path, 100)).toEqual({ ok: false, reason: 'it did not answer within 100 ms.' });
  });

  it('gives the lab’s own environment to none of them', async () => {
    process.env['LOCKSTEP_SECRET'] = 'told nobody';
    const path = at('python3');
    mkdirSync(root, { recursive: true });
    makeStandIn(path, 'an error');
    writeFileSync(path, `#!/bin/sh\nenv >&2\necho "has:$LOCKSTEP_SECRET:$PYTHONPATH:" >&2\nexit 1\n`);
    const answer = await probe(path);
    delete process.env['LOCKSTEP_SECRET'];
    expect(answer).toEqual({ ok: false, reason: 'it ended with exit code 1. has:::' });
  });
});

function idsOf(...versions: readonly Partial<typeof FACTS>[]): readonly string[] {
  return nameRuntimes(versions.map((facts) => ({ ...FACTS, ...facts }))).map(({ id }) => id);
}

describe('the ids of runtimes', () => {
  it('are the versions, in their order', () => {
    expect(idsOf({ version: '3.13.1' }, { version: '3.8.18' }, { version: '3.10.2' })).toEqual([
      'cpython-3.8',
      'cpython-3.10',
      'cpython-3.13',
    ]);
  });

  it('are distinct where a version is there more than once', () => {
    expect(idsOf({ version: '3.11.2' }, { version: '3.11.7' }, { version: '3.11.7' }, { version: '3.11.7' })).toEqual([
      'cpython-3.11',
      'cpython-3.11.7',
      'cpython-3.11.7-2',
      'cpython-3.11.7-3',
    ]);
  });

  it('tell a free-threaded build, whether its lock is on or off', () => {
    const facts = { ...FACTS, freeThreaded: true, version: '3.13.0' };
    expect(nameRuntimes([FACTS, { ...facts, gil: false }, { ...facts, version: '3.15.0', gil: true }])).toMatchObject([
      { id: 'cpython-3.13t', gil: false },
      { id: 'cpython-3.14', gil: true },
      { id: 'cpython-3.15t', gil: true },
    ]);
  });
});

describe('what is asked of an interpreter', () => {
  const runtimes = [NODE, ...nameRuntimes([FACTS, { ...FACTS, version: '3.15.0', startMethods: [] }])];
  const offer = {
    tasks: TASKS_BY_KIND,
    runtimes: runtimes.map(({ id }) => id),
    runtimesWithGil: [],
    runtimeOffers: offersOf(runtimes),
    unavailable: { PROCESSES: 'there is no shared memory.' },
  };
  const problemsOf = (kind: string, primitive: string, fabric: string, runtime: string) => {
    const request = { task: { kind, parameters: {} }, primitive, fabric, runtime };
    const planned = planExperiment(request, offer);
    return planned.ok ? [] : planned.problems.map(({ path, code, message }) => `${path} ${code}: ${message}`);
  };

  const methodOf = (runtime: string, fabric: string, startMethod?: string, kind = 'counter') => {
    const request = { task: { kind, parameters: {} }, fabric, runtime, workers: 1, options: { startMethod } };
    const planned = planExperiment(request, { ...offer, unavailable: {} });
    return planned.ok
      ? (planned.value.plan.groups[0].options.startMethod ?? 'none')
      : planned.problems.map(({ path, code, message }) => `${path} ${code}: ${message}`).join(' ');
  };

  const recordingOf = (kind: string, fabric: string, runtime: string) => {
    const request = { task: { kind, parameters: {} }, fabric, runtime, recording: 'TRACE' };
    const planned = planExperiment(request, offer);
    return planned.ok ? planned.value.plan.recording : planned.problems;
  };

  it('is refused where it has no such fabric or primitive', () => {
    expect(problemsOf('notShared', 'LOCK', 'THREADS', 'cpython-3.14')).toEqual([
      'fabric NOT_SUPPORTED: cpython-3.14 does not run notShared on THREADS; it runs it on PROCESSES.',
    ]);
    expect(problemsOf('counter', 'ATOMIC', 'THREADS', 'cpython-3.14')).toEqual([
      'primitive NOT_SUPPORTED: cpython-3.14 has no ATOMIC for counter on THREADS; it has NONE, LOCK, RLOCK.',
    ]);
  });

  it('is refused where it has no twin of the task', () => {
    const tasks = new Map([...offerOfCPython(FACTS).tasks].slice(0, 2));
    const poor = { ...offer, runtimeOffers: new Map([['cpython-3.14', { ...offerOfCPython(FACTS), tasks }]]) };
    const planned = planExperiment({ task: { kind: 'crash', parameters: {} }, runtime: 'cpython-3.14' }, poor);
    expect(planned).toMatchObject({
      problems: [{ path: 'task', message: 'cpython-3.14 has no crash; it has countdown, factorial.' }],
    });
  });

  it('starts processes as the interpreter does, or as it was asked to', () => {
    expect(methodOf('cpython-3.14', 'PROCESSES')).toBe('FORK');
    expect(methodOf('cpython-3.14', 'PROCESSES', 'SPAWN')).toBe('SPAWN');
    expect(methodOf('cpython-3.14', 'SERIAL', 'SPAWN', 'startUp')).toBe('SPAWN');
    expect(methodOf('cpython-3.14', 'THREADS')).toBe('none');
    expect(methodOf('node', 'PROCESSES')).toBe('none');
    expect(methodOf('cpython-3.14', 'PROCESSES', 'FORKSERVER')).toBe(
      'options.startMethod UNAVAILABLE: cpython-3.14 has no FORKSERVER on this host; it has FORK, SPAWN.',
    );
    expect(methodOf('cpython-3.14', 'THREADS', 'SPAWN')).toBe(
      'options.startMethod NOT_SUPPORTED: counter on THREADS starts no processes.',
    );
    expect(methodOf('node', 'PROCESSES', 'SPAWN')).toBe(
      'options.startMethod NOT_SUPPORTED: node has one way to start processes; runtimes with a choice: cpython-3.14.',
    );
    expect(methodOf('cpython-3.14', 'PROCESSES', 'CLONE')).toMatch(/^options.startMethod UNKNOWN: /);
  });

  it('is recorded, but where the workers are a pool’s own', () => {
    expect(recordingOf('counter', 'THREADS', 'cpython-3.14')).toBe('TRACE');
    expect(recordingOf('poolMap', 'THREAD_POOL', 'node')).toBe('TRACE');
    expect(recordingOf('poolMap', 'THREAD_POOL', 'cpython-3.14')).toEqual([
      {
        path: 'recording',
        code: 'NOT_SUPPORTED',
        message: 'On cpython-3.14 the workers of a THREAD_POOL are the pool’s own, and into those the lab cannot look.',
      },
    ]);
  });

  it('is refused once where no runtime has it', () => {
    expect(problemsOf('counter', 'BARRIER', 'THREADS', 'cpython-3.14')).toHaveLength(1);
    expect(problemsOf('counter', 'NONE', 'THREAD_POOL', 'cpython-3.14')).toHaveLength(1);
  });

  it('needs what that interpreter has, and not what Node has', () => {
    expect(problemsOf('counter', 'LOCK', 'PROCESSES', 'cpython-3.14')).toEqual([]);
    expect(problemsOf('counter', 'LOCK', 'PROCESSES', 'node')).toHaveLength(1);
    expect(problemsOf('counter', 'LOCK', 'PROCESSES', 'cpython-3.15')).toEqual([
      expect.stringMatching(/^fabric UNAVAILABLE: .*no multiprocessing/),
    ]);
  });
});
