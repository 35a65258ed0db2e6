/** A real lab for tests: the compiled server in a process of its own, on a free port, with its own data. */
import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';

export const ROOT = join(import.meta.dirname, '..', '..');

export interface TestServer {
  /** `http://127.0.0.1:PORT/graphql` */
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  readonly directory: string;
  /** What it wrote to its error output so far. */
  errorOutput(): string;
  /** Ends it as a crash would. */
  kill(): Promise<void>;
  /** Ends it as Ctrl-C would. @returns its exit code. */
  stop(): Promise<number | null>;
  /** Starts it again on the same port with the same data. */
  restart(): Promise<TestServer>;
}

export interface ServerOptions {
  readonly directory?: string;
  readonly port?: number;
  readonly environment?: Readonly<Record<string, string>>;
}

function spawnServer(
  directory: string,
  { port = 0, environment }: ServerOptions,
): ChildProcessByStdio<null, Readable, Readable> {
  return spawn(process.execPath, [join(ROOT, 'dist', 'bundle', 'main.js')], {
    // Whether this host has a Python is no matter, where a test does not say so.
    env: { ...process.env, LAB_PYTHONS: 'none', ...environment, PORT: String(port), DATA_DIR: directory },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/** Starts a server and ends it as a crash would after so long, ready or not. */
export async function startAndKill(directory: string, afterMs: number): Promise<void> {
  const child = spawnServer(directory, {});
  const exited = new Promise((resolve) => child.once('close', resolve));
  await pause(afterMs);
  child.kill('SIGKILL');
  await exited;
}

export async function startTestServer(options: ServerOptions = {}): Promise<TestServer> {
  const directory = options.directory ?? (await mkdtemp(join(tmpdir(), 'lockstep-test-')));
  const child = spawnServer(directory, options);
  let errorOutput = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errorOutput += text;
  });
  const exited = new Promise<number | null>((resolve) => child.once('close', (code) => resolve(code)));
  const url = await readAddress(child.stdout, exited, () => errorOutput);
  const port = Number(new URL(url).port);
  const end = async (signal: NodeJS.Signals): Promise<number | null> => {
    child.kill(signal);
    return exited;
  };
  return {
    url,
    port,
    pid: child.pid ?? -1,
    directory,
    errorOutput: () => errorOutput,
    kill: async () => void (await end('SIGKILL')),
    stop: () => end('SIGTERM'),
    restart: () => startTestServer({ ...options, directory, port }),
  };
}

/** Ends the server and removes its data. */
export async function removeTestServer(server: TestServer): Promise<void> {
  await server.kill();
  await rm(server.directory, { recursive: true, force: true });
}

function readAddress(output: Readable, exited: Promise<unknown>, errorOutput: () => string): Promise<string> {
  return new Promise((resolve, reject) => {
    createInterface(output).on('line', (line) => {
      const address = /Lockstep is ready: (\S+)/.exec(line)?.[1];
      if (address) resolve(address);
    });
    void exited.then(() => reject(new Error(`The server ended before it was ready:\n${errorOutput()}`)));
  });
}
