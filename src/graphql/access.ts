/**
 * Who may ask for what. Every root field says whom it is for by one of these scopes; being signed in is asked of
 * all of them, so that a field that says nothing is still closed to strangers.
 */
import { GraphQLError } from 'graphql';
import { isIn, leads, REFUSALS, type Principal } from '../classroom/access.js';
import type { Context } from './context.js';

export interface Scopes {
  /** The lab's owner, or anybody with a good token. */
  signedIn: boolean;
  /** The lab's owner. */
  owner: boolean;
  /** Those who may run things: all but viewers. */
  works: boolean;
  /** A member of a class, who takes part in its challenges. */
  member: boolean;
  /** The instructor of this classroom, or the lab's owner. */
  leadsClassroom: string;
  /** Anybody of this classroom, or the lab's owner. */
  seesClassroom: string;
  /** The instructor of this challenge's classroom, or the lab's owner. */
  leadsChallenge: string;
  /** Anybody of this challenge's classroom, or the lab's owner. */
  seesChallenge: string;
  /** The instructor of this member's classroom, or the lab's owner. */
  leadsMember: string;
}

/** Of what does not exist, nobody leads or sees anything but the owner: the answer does not tell whether it does. */
export function readScopes({ principal, room }: Context) {
  const isMember = principal.kind === 'member';
  return {
    signedIn: principal.kind !== 'nobody',
    owner: principal.kind === 'owner',
    works: principal.kind === 'owner' || (isMember && principal.role !== 'VIEWER'),
    member: isMember && principal.role === 'MEMBER',
    leadsClassroom: (classroomId: string) => leads(principal, classroomId),
    seesClassroom: (classroomId: string) => isIn(principal, classroomId),
    leadsChallenge: async (challengeId: string) =>
      leads(principal, (await room.records.findChallenge(challengeId))?.classroomId ?? ''),
    seesChallenge: async (challengeId: string) =>
      isIn(principal, (await room.records.findChallenge(challengeId))?.classroomId ?? ''),
    leadsMember: async (memberId: string) =>
      leads(principal, (await room.records.findSeat(memberId))?.classroomId ?? ''),
  };
}

export function toRefusal(principal: Principal): GraphQLError {
  return principal.kind === 'nobody'
    ? new GraphQLError(REFUSALS[principal.reason], {
        extensions: { code: 'UNAUTHENTICATED', reason: principal.reason },
      })
    : new GraphQLError('This is not yours to ask for.', { extensions: { code: 'FORBIDDEN' } });
}
