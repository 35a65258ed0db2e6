/** A server of a board and its subscribers, each a process of its own. */
import { fork, type ChildProcess } from 'node:child_process';
import { on, once } from 'node:events';
import { join } from 'node:path';

export const QUERY =
  'subscription { leaderboard { version entries { rank name unit median low high tied change tries } } }';

export type ServerKind = 'ws' | 'graphql-ws' | 'lockstep';

export interface Usage {
  readonly cpuMs: number;
  /** Of it, in the kernel: what sending costs whoever does it. */
  readonly kernelMs: number;
  readonly rssMb: number;
  readonly peakMb: number;
}

export class Crowd {
  readonly count: number;
  readonly url: string;
  readonly #server: ChildProcess;
  readonly #readers: ChildProcess;
  #version = 0;

  /** @returns when each subscriber has the first board. */
  static async gather(kind: ServerKind, count: number, query = QUERY): Promise<Crowd> {
    const server = fork(join(import.meta.dirname, 'server.mjs'), [kind], { execArgv: [] });
    const [url] = (await once(server, 'message')) as [string];
    const readers = fork(join(import.meta.dirname, 'readers.mjs'), [url, String(count), query], { execArgv: [] });
    const crowd = new Crowd(count, url, server, readers);
    await crowd.#untilAllHave(0);
    return crowd;
  }

  private constructor(count: number, url: string, server: ChildProcess, readers: ChildProcess) {
    this.count = count;
    this.url = url;
    this.#server = server;
    this.#readers = readers;
  }

  get version(): number {
    return this.#version;
  }

  /** Does not wait for anybody. */
  change(): void {
    this.#version += 1;
    this.#server.send('change');
  }

  /** Changes the board so many times, each once all have the last one. */
  async changeInTurn(times: number): Promise<void> {
    for (let time = 0; time < times; time += 1) {
      const all = this.#untilAllHave(this.#version + 1);
      this.change();
      await all;
    }
  }

  async usage(): Promise<Usage> {
    this.#server.send('usage');
    const [usage] = (await once(this.#server, 'message')) as [Usage];
    return usage;
  }

  /** Boards that the subscribers were sent so far. */
  async received(): Promise<number> {
    this.#readers.send('received');
    for await (const [message] of on(this.#readers, 'message') as AsyncIterable<[{ received?: number }]>) {
      if (message.received !== undefined) return message.received;
    }
    throw new Error('The subscribers are gone.');
  }

  async #untilAllHave(version: number): Promise<void> {
    for await (const [message] of on(this.#readers, 'message') as AsyncIterable<[{ version?: number }]>) {
      if (message.version === version) return;
    }
  }

  disperse(): void {
    this.#readers.disconnect();
    this.#server.disconnect();
  }
}
