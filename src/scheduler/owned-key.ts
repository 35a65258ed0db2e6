/**
 * Idempotency keys are each owner's own: what the store keeps of one begins with whose it is, so that nobody
 * meets, or takes, another's. A member's id holds no space.
 * @param ownerId null: the lab's owner
 */
export function ownedKey(key: string | null, ownerId: string | null): string | null {
  return key === null ? null : `${ownerId ?? ''} ${key}`;
}
