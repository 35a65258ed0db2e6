/**
 * Taking a seat, and having it back. A browser that still has a good token goes on with it; one whose token has
 * ended takes its seat again with its key. It does not do so by itself where the token was revoked: then another
 * browser has the seat, and the two would take it from each other for ever.
 */
import { accepted, RefusedError, type LabClient } from '../../client/index.js';
import { ME, type Me } from '../documents.js';
import { JOIN, REJOIN } from './documents.js';
import type { KeptSeat, SeatStore } from './seat-store.js';

/** @throws InvalidInputError, TooManyRequestsError */
export async function takeSeat(
  client: LabClient,
  store: SeatStore,
  asked: { readonly code: string; readonly displayName: string },
): Promise<void> {
  const { joinClassroom } = await client.ask(JOIN, asked);
  const { token, seatKey, member, classroom } = accepted(joinClassroom);
  store.keep({ code: classroom.code, displayName: member.displayName, seatKey: seatKey ?? '', token });
}

/** @throws InvalidInputError, TooManyRequestsError */
export async function retakeSeat(client: LabClient, store: SeatStore, asked: Omit<KeptSeat, 'token'>): Promise<void> {
  const { rejoin } = await client.ask(REJOIN, asked);
  const { token, member, classroom } = accepted(rejoin);
  store.keep({ code: classroom.code, displayName: member.displayName, seatKey: asked.seatKey, token });
}

/** Who the kept seat makes this browser; null where it has none. @throws RefusedError where it is lost */
export async function openSeat(client: LabClient, store: SeatStore, signal: AbortSignal): Promise<Me | null> {
  const kept = store.read();
  if (!kept) return null;
  const whoAmI = (): Promise<{ readonly me: Me | null }> =>
    client.persist(() => client.ask(ME, {}, { signal }), { signal });
  try {
    return (await whoAmI()).me;
  } catch (error) {
    if (!hasExpired(error)) throw error;
    await retakeSeat(client, store, kept);
    return (await whoAmI()).me;
  }
}

function hasExpired(error: unknown): boolean {
  return error instanceof RefusedError && error.code === 'UNAUTHENTICATED' && error.reason === 'EXPIRED';
}
