/** Asks an interpreter what it is. It may be anything: too old, broken, hanging, or no Python at all. */
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import * as z from 'zod';
import { cleanEnvironment } from './clean.js';
import { endTree } from './process-tree.js';

const LIMIT_MS = 5_000;
const LONGEST_ANSWER = 65_536;

const Facts = z.object({
  implementation: z.string(),
  version: z.string().regex(/^\d+\.\d+\.\d+/),
  /** As it prints it: version, build, compiler. */
  build: z.string(),
  /** The file that really runs. */
  executable: z.string(),
  /** Whether the global lock is on. */
  gil: z.boolean(),
  /** Whether the build can do without (PEP 703). */
  freeThreaded: z.boolean(),
  /** Of processes; none where it has no `multiprocessing`. */
  startMethods: z.array(z.string()),
  /** Whether it can have several interpreters in one process. */
  subinterpreters: z.boolean(),
});

/** What an interpreter tells of itself. */
export type PythonFacts = Readonly<z.infer<typeof Facts>>;

export type Probed =
  { readonly ok: true; readonly facts: PythonFacts } | { readonly ok: false; readonly reason: string };

/** For every Python there is, back to 2: whatever it cannot tell, it leaves at what an old one has. */
const QUESTION = `
import json, os, sys
version = sys.version_info
facts = dict(
    implementation=getattr(getattr(sys, 'implementation', None), 'name', 'cpython'),
    version='%d.%d.%d' % version[:3] + ('' if version[3] == 'final' else version[3][0] + str(version[4])),
    build=' '.join(sys.version.split()),
    executable=os.path.realpath(sys.executable),
    gil=True, freeThreaded=False, startMethods=[], subinterpreters=False)
if version >= (3, 8):
    import importlib.util, sysconfig
    facts['gil'] = bool(getattr(sys, '_is_gil_enabled', lambda: True)())
    facts['freeThreaded'] = bool(sysconfig.get_config_var('Py_GIL_DISABLED'))
    names = ('_interpreters', '_xxsubinterpreters')
    facts['subinterpreters'] = any(importlib.util.find_spec(name) for name in names)
    try:
        import multiprocessing, multiprocessing.synchronize
        facts['startMethods'] = multiprocessing.get_all_start_methods()
    except ImportError:
        pass
print(json.dumps(facts))
`;

/** @param limitMs how long it may take */
export async function probe(path: string, limitMs = LIMIT_MS): Promise<Probed> {
  const { output, errorOutput, end } = await ask(path, limitMs);
  if (end !== null) return { ok: false, reason: `${end}${lastLine(errorOutput)}` };
  try {
    return { ok: true, facts: Facts.parse(JSON.parse(output)) };
  } catch {
    return { ok: false, reason: 'it did not say what it is.' };
  }
}

interface Answer {
  readonly output: string;
  readonly errorOutput: string;
  /** Why there is none; null where it ended as it should. */
  readonly end: string | null;
}

async function ask(path: string, limitMs: number): Promise<Answer> {
  const mark = randomUUID();
  // Not isolated (-I), which Python 2 does not know, but what that stands for; the working folder has nothing of ours.
  const child = spawn(path, ['-E', '-s', '-S', '-B', '-c', QUESTION], {
    cwd: '/',
    env: cleanEnvironment(tmpdir(), mark),
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  let [output, errorOutput] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
    if (output.length > LONGEST_ANSWER) stop(`it said more than ${LONGEST_ANSWER} characters.`);
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errorOutput = (errorOutput + text).slice(-LONGEST_ANSWER);
  });
  let stop!: (reason: string) => void;
  const stopped = new Promise<string>((resolve) => {
    stop = resolve;
  });
  const ended = new Promise<string | null>((resolve) => {
    child.once('error', (error) => resolve(`it could not be started: ${error.message}.`));
    child.once('close', (code, signal) => {
      resolve(code === 0 ? null : `it ended ${signal ? `by ${signal}` : `with exit code ${code}`}.`);
    });
  });
  const timer = setTimeout(() => stop(`it did not answer within ${limitMs} ms.`), limitMs);
  const end = await Promise.race([ended, stopped]);
  clearTimeout(timer);
  if (child.pid !== undefined) await endTree(child.pid, mark);
  return { output, errorOutput, end };
}

function lastLine(text: string): string {
  const line = text.trim().split('\n').at(-1) ?? '';
  return line ? ` ${line.slice(0, 200)}` : '';
}
