import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import { connect, finished, follow, run } from '../support/client.js';
import { removeTestServer, startTestServer, type TestServer } from '../support/server.js';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer();
});

afterAll(async () => removeTestServer(server));

const STALLED = 40;
const MEGABYTE = 1024 * 1024;

async function residentBytes(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) * 1024;
}

/** Subscribes and reads nothing until told to. Written on the bare socket: a client library would read. */
class StalledReader {
  readonly seqs: number[] = [];
  bytes = 0;
  isComplete = false;
  readonly #socket: WebSocket;

  constructor(url: string, runId: string, padding: string) {
    this.#socket = new WebSocket(url.replace('http', 'ws'), 'graphql-transport-ws');
    this.#socket.on('open', () => this.#send({ type: 'connection_init' }));
    this.#socket.on('message', (data: Buffer) => {
      const message = JSON.parse(data.toString()) as {
        type: string;
        payload?: { data?: { runEvents: { seq: number } } };
      };
      if (message.type === 'connection_ack') {
        const query = `subscription { runEvents(runId: "${runId}") { seq ${padding} } }`;
        this.#send({ id: '1', type: 'subscribe', payload: { query } });
        this.#socket.pause();
      } else if (message.type === 'next' && message.payload?.data) {
        this.bytes += data.length;
        this.seqs.push(message.payload.data.runEvents.seq);
      } else if (message.type === 'complete') {
        this.isComplete = true;
      }
    });
  }

  resume(): void {
    this.#socket.resume();
  }

  close(): void {
    this.#socket.terminate();
  }

  #send(message: unknown): void {
    this.#socket.send(JSON.stringify(message));
  }
}

it('subscribers that stop reading cost the server no memory, do not slow it down, and miss nothing', async () => {
  // The same field under many names: each event is some kilobytes long.
  const padding = Array.from({ length: 120 }, (_, index) => `padding_of_this_event_${index}: __typename`).join(' ');
  const runId = await run(server.url, {
    task: { countdown: { n: 1 } },
    fabric: 'SERIAL',
    workers: 1,
    repetitions: 4000,
    timeoutMs: 600_000,
  });
  const stalled = Array.from({ length: STALLED }, () => new StalledReader(server.url, runId, padding));

  const client = connect(server.url);
  const healthy = await follow(client, runId);
  await client.dispose();
  const { state } = await finished(server.url, runId);
  expect(state).toBe('SUCCEEDED');
  const last = healthy.at(-1)?.seq ?? 0;
  expect(last).toBeGreaterThan(8000);

  const before = await residentBytes(server.pid);
  const [first] = stalled;
  first?.resume();
  await vi.waitFor(() => expect(first?.isComplete).toBe(true), { timeout: 300_000 });
  const owed = (first?.bytes ?? 0) * (STALLED - 1);
  expect(owed, 'what the stalled ones have not read is much').toBeGreaterThan(1000 * MEGABYTE);
  expect(await residentBytes(server.pid)).toBeLessThan(before + 0.1 * owed);
  expect(before, 'of what they have not read the server holds next to nothing').toBeLessThan(0.4 * owed);

  // One more of them reads on and has missed nothing; the others are dropped as a closed laptop is.
  const [, second] = stalled;
  second?.resume();
  await vi.waitFor(() => expect(second?.isComplete).toBe(true), { timeout: 300_000 });
  for (const reader of [first, second]) {
    expect(reader?.seqs).toEqual(Array.from({ length: last }, (_, index) => index + 1));
  }
  for (const reader of stalled) reader.close();
}, 600_000);
