/**
 * Who somebody is, and whose things are theirs to see. One member's runs, samples, events and predictions are
 * not another's; an instructor sees the classroom's; the lab's owner sees all; a viewer sees boards only.
 */
import type { Role } from '../domain/classroom.js';

export type Principal =
  | { readonly kind: 'owner' }
  | { readonly kind: 'member'; readonly memberId: string; readonly classroomId: string; readonly role: Role }
  /** Without a token, or with one that is no good. */
  | { readonly kind: 'nobody'; readonly reason: Refusal };

export const REFUSALS = {
  MISSING: 'This lab wants a token: Authorization: Bearer …, or connectionParams.authorization.',
  INVALID: 'This token was not signed by this lab.',
  EXPIRED: 'This token has expired. Take the seat again with `rejoin`.',
  REVOKED: 'This token was revoked. Take the seat again with `rejoin`, or ask the instructor.',
} as const;
export type Refusal = keyof typeof REFUSALS;

/** A condition on rows that have an owner (experiments, runs, batches). */
export interface OwnedBy {
  readonly ownerId?: string;
  readonly owner?: { readonly classroomId: string };
}

/** Of nobody: no identifier is empty. */
const NONE: OwnedBy = { ownerId: '' };

export function ownedBy(principal: Principal): OwnedBy {
  switch (principal.kind) {
    case 'owner':
      return {};
    case 'member':
      return principal.role === 'INSTRUCTOR'
        ? { owner: { classroomId: principal.classroomId } }
        : { ownerId: principal.memberId };
    case 'nobody':
      return NONE;
  }
}

/** Whose the things are that somebody makes; null: the lab's owner. */
export function ownerIdOf(principal: Principal): string | null {
  return principal.kind === 'member' ? principal.memberId : null;
}

export function isIn(principal: Principal, classroomId: string): boolean {
  return principal.kind === 'owner' || (principal.kind === 'member' && principal.classroomId === classroomId);
}

export function leads(principal: Principal, classroomId: string): boolean {
  return (
    principal.kind === 'owner' ||
    (principal.kind === 'member' && principal.role === 'INSTRUCTOR' && principal.classroomId === classroomId)
  );
}
