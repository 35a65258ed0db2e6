/** The compiled command line as a process, and what the tests of it need besides. */
import { spawn, type ChildProcess } from 'node:child_process';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, vi } from 'vitest';
import { ROOT } from '../support/server.js';

export interface CliProcess {
  readonly child: ChildProcess;
  readonly output: () => string;
  readonly errorOutput: () => string;
  readonly exited: Promise<CliResult>;
}

export interface CliResult {
  readonly code: number | null;
  readonly output: string;
  readonly errorOutput: string;
}

export function startCli(url: string, ...args: readonly string[]): CliProcess {
  return startCliWith({ LAB_URL: url }, ...args);
}

/** @param environment beside what there is already */
export function startCliWith(environment: Readonly<Record<string, string>>, ...args: readonly string[]): CliProcess {
  const child = spawn(process.execPath, [join(ROOT, 'dist', 'bundle', 'command.js'), ...args], {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  let errorOutput = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errorOutput += text;
  });
  const exited = new Promise<CliResult>((resolve) => {
    child.once('close', (code) => resolve({ code, output, errorOutput }));
  });
  return { child, output: () => output, errorOutput: () => errorOutput, exited };
}

export function runCli(url: string, ...args: readonly string[]): Promise<CliResult> {
  return startCli(url, ...args).exited;
}

/** Waits until it has said so on its error output. */
export async function untilSaid(cli: CliProcess, text: string): Promise<void> {
  await vi.waitFor(() => expect(cli.errorOutput()).toContain(text), { timeout: 120_000, interval: 20 });
}

/** How often a line was said. */
export function countLines(text: string, wanted: string): number {
  return text.split('\n').filter((line) => line.includes(wanted)).length;
}

/** An HTTP server that is no lab. */
export async function serve(answer: RequestListener): Promise<{ url: string; close(): Promise<void> }> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/graphql`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
