/** A socket that takes in what it is sent, and lets go of it when told to. */
import { WebSocket } from 'ws';
import type { Outlet } from '../../../src/http/fan-out/follower.js';

export class FakeSocket implements Outlet {
  readyState: Outlet['readyState'] = WebSocket.OPEN;
  bufferedAmount = 0;
  /** The most that was ever unsent. */
  highWater = 0;
  /** Whether messages stay until `drain`. */
  isStalled = false;
  readonly received: { readonly id: string; readonly type: string; readonly payload: { readonly data: unknown } }[] =
    [];
  #unsent: { readonly text: string; readonly onSent: ((error?: Error) => void) | undefined }[] = [];

  send(data: unknown, onSent?: unknown): void {
    const text = String(data);
    this.#unsent.push({ text, onSent: typeof onSent === 'function' ? (onSent as () => void) : undefined });
    this.bufferedAmount += text.length;
    this.highWater = Math.max(this.highWater, this.bufferedAmount);
    if (!this.isStalled) this.drain();
  }

  /** Delivers so many of the waiting messages, or all, those among them that are sent meanwhile. */
  drain(count = Infinity): void {
    for (let sent = 0; sent < count; sent += 1) {
      const next = this.#unsent.shift();
      if (!next) return;
      this.bufferedAmount -= next.text.length;
      this.received.push(JSON.parse(next.text) as FakeSocket['received'][number]);
      next.onSent?.();
    }
  }

  /** As a lost connection: what waits is not delivered. */
  close(): void {
    this.readyState = WebSocket.CLOSED;
    for (const { onSent } of this.#unsent.splice(0)) onSent?.(new Error('closed'));
  }
}
