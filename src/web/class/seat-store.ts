/** The seat that this browser holds, kept so that a reload is no goodbye. One for each lab. */
export interface KeptSeat {
  readonly code: string;
  readonly displayName: string;
  /** With which the seat is taken again, here or elsewhere. */
  readonly seatKey: string;
  readonly token: string;
}

const KEY = 'lockstep.seat';

export class SeatStore {
  readonly #storage: Storage;

  constructor(storage: Storage) {
    this.#storage = storage;
  }

  /** Null where there is none, or nothing that can be read. */
  read(): KeptSeat | null {
    const text = this.#storage.getItem(KEY);
    if (text === null) return null;
    try {
      const kept = JSON.parse(text) as Partial<Record<keyof KeptSeat, unknown>> | null;
      const { code, displayName, seatKey, token } = kept ?? {};
      const isSeat = [code, displayName, seatKey, token].every((part) => typeof part === 'string');
      return isSeat ? (kept as unknown as KeptSeat) : null;
    } catch {
      return null;
    }
  }

  keep(seat: KeptSeat): void {
    this.#storage.setItem(KEY, JSON.stringify(seat));
  }

  forget(): void {
    this.#storage.removeItem(KEY);
  }
}
