/** What a platform calls `WebSocket`, or the package `ws`: as much of it as matters here. */
type WebSocketClass = new (
  address: string | URL,
  protocols?: string | string[],
) => {
  addEventListener(type: 'error', onError: () => void): void;
  close(code?: number, reason?: string): void;
  /** Of the package `ws` only. */
  terminate?(): void;
};

/**
 * The same class, but closing at once. `ws` would wait half a minute for the goodbye of a peer that is gone, and the
 * process with it. Cutting a connection that is still being made is an error event, which graphql-ws no longer
 * listens to by then, and which `ws` would throw.
 */
export function toCurt(given: unknown): unknown {
  if (!isWebSocketClass(given)) return given;
  return class CurtWebSocket extends given {
    constructor(address: string | URL, protocols?: string | string[]) {
      super(address, protocols);
      this.addEventListener('error', () => {});
    }

    override close(code?: number, reason?: string): void {
      super.close(code, reason);
      this.terminate?.();
    }
  };
}

function isWebSocketClass(given: unknown): given is WebSocketClass {
  return typeof given === 'function';
}
