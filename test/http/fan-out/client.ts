/** A client that takes in what it is sent, and lets go of it when told to. */
import type { Outlet } from '../../../src/http/fan-out/outlet.js';

export class FakeClient implements Outlet {
  isOpen = true;
  unsentBytes = 0;
  /** The most that was ever unsent. */
  highWater = 0;
  /** Whether messages stay until `drain`. */
  isStalled = false;
  readonly received: { readonly id: string; readonly type: string; readonly payload: { readonly data: unknown } }[] =
    [];
  readonly #unsent: { readonly text: string; readonly onSent: (() => void) | undefined }[] = [];

  send(start: string, rest: Buffer, onSent?: () => void): void {
    const text = `${start}${rest.toString()}`;
    this.#unsent.push({ text, onSent });
    this.unsentBytes += text.length;
    this.highWater = Math.max(this.highWater, this.unsentBytes);
    if (!this.isStalled) this.drain();
  }

  /** Delivers so many of the waiting messages, or all, those among them that are sent meanwhile. */
  drain(count = Infinity): void {
    for (let sent = 0; sent < count; sent += 1) {
      const next = this.#unsent.shift();
      if (!next) return;
      this.unsentBytes -= next.text.length;
      this.received.push(JSON.parse(next.text) as FakeClient['received'][number]);
      next.onSent?.();
    }
  }

  /** As a lost connection: what waits is not delivered. */
  close(): void {
    this.isOpen = false;
    for (const { onSent } of this.#unsent.splice(0)) onSent?.();
  }
}
