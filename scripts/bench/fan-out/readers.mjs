/**
 * Many subscribers of a board, in a process of its own. Written on bare sockets: a client library would cost
 * more than the server does, and then all servers would look alike.
 *
 * It tells each version that all of them have, and when asked, how many boards they were sent.
 */
import { randomUUID } from 'node:crypto';
import { connect } from 'node:net';

const [, , address, count, query] = process.argv;
const COUNT = Number(count);
const CONNECTING_AT_ONCE = 100;
const { port } = new URL(address);

const VERSION = Buffer.from('"version":"');
const VERSION_DIGITS = 9;
const ACKNOWLEDGED = Buffer.from('connection_ack');
const [TEXT, PING, PONG] = [1, 9, 10];

/** How many have each version that not all of them have yet. */
const arrived = new Map();
let received = 0;

function note(version) {
  received += 1;
  const have = (arrived.get(version) ?? 0) + 1;
  arrived.set(version, have);
  if (have < COUNT) return;
  arrived.delete(version);
  process.send({ version });
}

class Reader {
  #socket = connect(Number(port), '127.0.0.1');
  #rest = null;
  #isOpen = false;
  #onFirst;
  first = new Promise((resolve, reject) => {
    this.#onFirst = resolve;
    this.#socket.on('error', reject);
  });

  constructor() {
    this.#socket.on('data', (chunk) => this.#take(this.#rest ? Buffer.concat([this.#rest, chunk]) : chunk));
    this.#socket.write(
      `GET /graphql HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
        'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n' +
        'Sec-WebSocket-Protocol: graphql-transport-ws\r\n\r\n',
    );
  }

  #take(data) {
    let at = 0;
    if (!this.#isOpen) {
      const end = data.indexOf('\r\n\r\n');
      if (end >= 0) {
        at = end + 4;
        this.#isOpen = true;
        this.#say(TEXT, '{"type":"connection_init"}');
      }
    }
    while (this.#isOpen && data.length - at >= 2) {
      const isShort = (data[at + 1] & 127) < 126;
      const start = at + (isShort ? 2 : 4);
      if (data.length < start) break;
      const end = start + (isShort ? data[at + 1] & 127 : data.readUInt16BE(at + 2));
      if (data.length < end) break;
      this.#onFrame(data[at] & 15, data, start, end);
      at = end;
    }
    this.#rest = at < data.length ? data.subarray(at) : null;
  }

  #onFrame(opcode, data, start, end) {
    if (opcode === PING) return this.#say(PONG, data.toString('latin1', start, end));
    const at = data.indexOf(VERSION, start) + VERSION.length;
    if (at > VERSION.length && at < end) {
      note(Number(data.toString('latin1', at, at + VERSION_DIGITS)));
      this.#onFirst();
    } else if (data.subarray(start, end).includes(ACKNOWLEDGED)) {
      this.#say(TEXT, JSON.stringify({ id: randomUUID(), type: 'subscribe', payload: { query } }));
    }
  }

  /** Clients mask what they say; a mask of zeros changes nothing. */
  #say(opcode, text) {
    const length = Buffer.byteLength(text);
    const size = length < 126 ? [length] : [126, length >> 8, length & 255];
    size[0] |= 128;
    this.#socket.write(Buffer.concat([Buffer.from([128 | opcode, ...size, 0, 0, 0, 0]), Buffer.from(text)]));
  }
}

process.on('message', () => process.send({ received }));
process.on('disconnect', () => process.exit());
for (let opened = 0; opened < COUNT; opened += CONNECTING_AT_ONCE) {
  const some = Array.from({ length: Math.min(CONNECTING_AT_ONCE, COUNT - opened) }, () => new Reader());
  await Promise.all(some.map(({ first }) => first));
}
