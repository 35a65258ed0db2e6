/**
 * Subscribes and reads nothing until told to, yet shows that it lives, so that the server keeps it for however long a
 * test takes: it would else be dropped as a closed laptop is. Written on the bare socket: a client library would read.
 */
import { WebSocket } from 'ws';

/** Well within the time that the server waits for an answer to its pings. */
const SIGN_OF_LIFE_MS = 1_000;

interface ServerMessage<T> {
  readonly type: string;
  readonly payload?: { readonly data?: T };
}

export class StalledReader<T> {
  readonly seen: T[] = [];
  bytes = 0;
  isComplete = false;
  readonly #socket: WebSocket;

  /** @param reads the first events that it reads before it stalls */
  constructor(url: string, query: string, reads = 0, token?: string) {
    this.#socket = new WebSocket(url.replace('http', 'ws'), 'graphql-transport-ws');
    this.#socket.on('open', () =>
      this.#send({
        type: 'connection_init',
        ...(token !== undefined && { payload: { authorization: `Bearer ${token}` } }),
      }),
    );
    // Not asked for, since the pings are among what it does not read.
    const living = setInterval(() => {
      if (this.#socket.readyState === WebSocket.OPEN) this.#socket.pong();
    }, SIGN_OF_LIFE_MS);
    this.#socket.on('close', () => clearInterval(living));
    this.#socket.on('message', (data: Buffer) => {
      const message = JSON.parse(data.toString()) as ServerMessage<T>;
      if (message.type === 'connection_ack') {
        this.#send({ id: '1', type: 'subscribe', payload: { query } });
        if (reads === 0) this.#socket.pause();
      } else if (message.type === 'next' && message.payload?.data) {
        this.bytes += data.length;
        this.seen.push(message.payload.data);
        if (this.seen.length === reads) this.#socket.pause();
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
