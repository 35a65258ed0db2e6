/** One WebSocket that can be cut: graphql-ws closes politely, which waits for a peer that may be gone. */
import { WebSocket } from 'ws';

export class Wire {
  /** To be handed to graphql-ws, which makes one socket of it. */
  readonly Socket: new (address: string | URL, protocols?: string | string[]) => WebSocket;
  #socket: WebSocket | null = null;
  #isCut = false;

  constructor() {
    const attach = (socket: WebSocket): void => {
      // Cutting a connection that is still being made is an error event, which nobody else listens to by then.
      socket.on('error', () => {});
      this.#socket = socket;
      if (this.#isCut) socket.terminate();
    };
    this.Socket = class extends WebSocket {
      constructor(address: string | URL, protocols?: string | string[]) {
        super(address, protocols);
        attach(this);
      }
    };
  }

  cut(): void {
    this.#isCut = true;
    this.#socket?.terminate();
  }
}
