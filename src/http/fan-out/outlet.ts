/**
 * A client's WebSocket, for messages that end alike for many: what they share is made into bytes once, and is
 * copied neither to be sent nor to wait for a reader that stalls.
 *
 * ws takes a message in one piece, so the frame is put together here and given to the connection beneath (RFC
 * 6455, section 5.2: a whole text message in one frame, not masked). That holds for as long as the server does
 * not compress: then ws keeps nothing back, and no frame of its own is ever half out.
 */
import type { Writable } from 'node:stream';
import { WebSocket } from 'ws';

export interface Outlet {
  readonly isOpen: boolean;
  readonly unsentBytes: number;
  /**
   * @param start what only this message has
   * @param rest what others have too; not to be changed any more
   * @param onSent called when the message has left, or never will
   */
  send(start: string, rest: Buffer, onSent?: () => void): void;
}

/** A text message, and its last frame. */
const TEXT = 0x81;

export class WebSocketOutlet implements Outlet {
  readonly #socket: WebSocket;
  readonly #connection: Writable;

  /** @param connection which the WebSocket was made on */
  constructor(socket: WebSocket, connection: Writable) {
    this.#socket = socket;
    this.#connection = connection;
  }

  get isOpen(): boolean {
    return this.#socket.readyState === WebSocket.OPEN;
  }

  get unsentBytes(): number {
    return this.#connection.writableLength;
  }

  send(start: string, rest: Buffer, onSent?: () => void): void {
    this.#connection.cork();
    this.#connection.write(createHead(start, rest.length));
    this.#connection.write(rest, onSent);
    this.#connection.uncork();
  }
}

function createHead(start: string, restBytes: number): Buffer {
  const startBytes = Buffer.byteLength(start);
  const length = startBytes + restBytes;
  const lengthBytes = length < 126 ? 0 : length < 65_536 ? 2 : 8;
  const head = Buffer.allocUnsafe(2 + lengthBytes + startBytes);
  head[0] = TEXT;
  if (lengthBytes === 0) head[1] = length;
  else if (lengthBytes === 2) {
    head[1] = 126;
    head.writeUInt16BE(length, 2);
  } else {
    head[1] = 127;
    head.writeBigUInt64BE(BigInt(length), 2);
  }
  head.write(start, 2 + lengthBytes);
  return head;
}
