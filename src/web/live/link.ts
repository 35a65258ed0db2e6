/**
 * Whether what is shown is what the lab says now. A page that has lost its lab looks just like one on which
 * nothing happens, so it has to say so.
 *
 *   connecting → live ⇄ lost
 *
 * It is lost while the connection is, and while the browser itself says that it is offline: a network that was
 * pulled out is noticed by the silence of the connection only half a minute later.
 */
export type LinkState =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'live' }
  /** Since when, in milliseconds since 1970. */
  | { readonly kind: 'lost'; readonly since: number };

type Cause = 'connection' | 'network';

export class Link {
  #state: LinkState = { kind: 'connecting' };
  readonly #lost = new Map<Cause, number>();
  readonly #listeners = new Set<() => void>();

  get state(): LinkState {
    return this.#state;
  }

  /** The lab told something. */
  heard(): void {
    if (this.#lost.size === 0) this.#become({ kind: 'live' });
  }

  lost(cause: Cause): void {
    if (this.#lost.has(cause)) return;
    this.#lost.set(cause, Date.now());
    this.#become({ kind: 'lost', since: Math.min(...this.#lost.values()) });
  }

  restored(cause: Cause): void {
    if (this.#lost.delete(cause) && this.#lost.size === 0) this.#become({ kind: 'live' });
  }

  /** @returns stops telling */
  onChange(tell: () => void): () => void {
    this.#listeners.add(tell);
    return () => this.#listeners.delete(tell);
  }

  #become(state: LinkState): void {
    if (state.kind === this.#state.kind) return;
    this.#state = state;
    for (const tell of this.#listeners) tell();
  }
}
