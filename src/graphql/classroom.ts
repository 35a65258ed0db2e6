/** Classrooms: creating, joining, taking a seat again, the roster, and the end of class. */
import type { SeatResult, TakenSeat } from '../classroom/seats.js';
import { CLASSROOM_LIMITS, ROLES, type Role } from '../domain/classroom.js';
import { builder } from './builder.js';
import { InvalidInputError, TooManyRequestsError } from './errors.js';
import { toBoardPath } from './page-paths.js';

const { seats, tokenMinutes, nameLength } = CLASSROOM_LIMITS;

const RoleEnum = builder.enumType('Role', {
  values: {
    INSTRUCTOR: { description: 'Leads the class: opens challenges, sees everything in it.' },
    MEMBER: { description: 'Takes part, and sees what is its own, and the boards.' },
    VIEWER: { description: 'Only looks at the boards: the projector.' },
  } satisfies Record<Role, { description: string }>,
});

builder.prismaObject('Member', {
  description: 'A seat in a classroom.',
  fields: (t) => ({
    id: t.exposeID('id'),
    displayName: t.exposeString('displayName'),
    alias: t.exposeString('alias', { description: 'Its name on the boards of an anonymous classroom.' }),
    seat: t.exposeInt('seat', { description: 'From 1, by when it was taken.' }),
    role: t.field({
      type: RoleEnum,
      select: { role: true },
      resolve: ({ role }) => ROLES.find((known) => known === role) ?? 'VIEWER',
    }),
    joinedAt: t.expose('joinedAt', { type: 'DateTime' }),
    classroom: t.relation('classroom'),
  }),
});

builder.prismaObject('Classroom', {
  description: 'A class: its members and its challenges.',
  fields: (t) => ({
    id: t.exposeID('id'),
    code: t.exposeString('code', { description: 'What one joins with.' }),
    title: t.exposeString('title'),
    anonymous: t.exposeBoolean('anonymous', { description: 'Members and viewers see aliases on the boards.' }),
    seats: t.exposeInt('seats', { description: 'How many members it takes.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime' }),
    archivedAt: t.expose('archivedAt', { type: 'DateTime', nullable: true }),
    challenges: t.relation('challenges', { query: { orderBy: [{ createdAt: 'asc' }, { id: 'asc' }] } }),
  }),
});

const SeatRef = builder.objectRef<TakenSeat>('Seat').implement({
  description: 'A seat that was taken, with what its holder needs to keep it.',
  fields: (t) => ({
    token: t.exposeString('token', {
      description: 'For `Authorization: Bearer …` and `connectionParams.authorization`.',
    }),
    expiresAt: t.field({ type: 'DateTime', resolve: (seat) => seat.expiresAt }),
    seatKey: t.exposeString('seatKey', {
      nullable: true,
      description:
        'To take the seat again with `rejoin`. Shown this once: write it down. Null where it stays as it was.',
    }),
    boardPath: t.string({
      nullable: true,
      description:
        'Of a viewer: put after the lab’s address (`http://…:4000`), it opens the boards in a browser. The token is in ' +
        'its fragment, which browsers keep to themselves. Null for others.',
      resolve: ({ role, token }) => (role === 'VIEWER' ? toBoardPath(token) : null),
    }),
    member: t.prismaField({
      type: 'Member',
      resolve: (query, { memberId }, _args, { prisma }) =>
        prisma.member.findUniqueOrThrow({ ...query, where: { id: memberId } }),
    }),
    classroom: t.prismaField({
      type: 'Classroom',
      resolve: (query, { memberId }, _args, { prisma }) =>
        prisma.classroom.findFirstOrThrow({ ...query, where: { members: { some: { id: memberId } } } }),
    }),
  }),
});

/** @throws InvalidInputError, TooManyRequestsError where it was not taken */
function takenSeat(result: SeatResult): TakenSeat {
  switch (result.kind) {
    case 'taken':
      return result.seat;
    case 'refused':
      throw new InvalidInputError(result.problems);
    case 'too many':
      throw new TooManyRequestsError(result.retryAfterMs);
  }
}

const CreateClassroomInput = builder.inputType('CreateClassroomInput', {
  fields: (t) => ({
    title: t.string({ required: true, description: 'At most 100 characters.' }),
    instructorName: t.string({
      required: true,
      defaultValue: 'Instructor',
      description: `At most ${nameLength.max} characters.`,
    }),
    anonymous: t.boolean({
      required: true,
      defaultValue: false,
      description: 'Members and viewers see aliases on the boards.',
    }),
    seats: t.int({
      required: true,
      defaultValue: 300,
      description: `How many members it takes, from ${seats.min} to ${seats.max}.`,
    }),
    tokenMinutes: t.int({
      required: true,
      defaultValue: 24 * 60,
      description: `How long a token is good for, from ${tokenMinutes.min} to ${tokenMinutes.max}.`,
    }),
  }),
});

builder.queryFields((t) => ({
  me: t.prismaField({
    type: 'Member',
    nullable: true,
    description: 'Whose token this is; null for the lab’s owner.',
    resolve: (query, _root, _args, { prisma, principal }) =>
      principal.kind === 'member' ? prisma.member.findUnique({ ...query, where: { id: principal.memberId } }) : null,
  }),
  classroom: t.prismaField({
    type: 'Classroom',
    nullable: true,
    description: 'The classroom with this code, to those who are in it.',
    args: { code: t.arg.string({ required: true }) },
    resolve: (query, _root, { code }, { prisma, principal }) =>
      prisma.classroom.findUnique({
        ...query,
        where: { code, ...(principal.kind === 'member' && { id: principal.classroomId }) },
      }),
  }),
  classrooms: t.prismaField({
    type: ['Classroom'],
    authScopes: { owner: true },
    description: 'All of the lab, the newest first.',
    resolve: (query, _root, _args, { prisma }) =>
      prisma.classroom.findMany({ ...query, orderBy: [{ createdAt: 'desc' }, { id: 'desc' }] }),
  }),
  roster: t.prismaField({
    type: ['Member'],
    authScopes: (_root, { classroomId }) => ({ leadsClassroom: classroomId }),
    description: 'Everybody in the classroom, by seat.',
    args: { classroomId: t.arg.id({ required: true }) },
    complexity: { multiplier: 10 },
    resolve: (query, _root, { classroomId }, { prisma }) =>
      prisma.member.findMany({ ...query, where: { classroomId }, orderBy: { seat: 'asc' } }),
  }),
}));

builder.mutationFields((t) => ({
  createClassroom: t.field({
    type: SeatRef,
    authScopes: { owner: true },
    description:
      'Creates a classroom, and takes the instructor’s seat in it. From the first classroom on, the lab wants a token ' +
      'from everybody.',
    args: { input: t.arg({ type: CreateClassroomInput, required: true }) },
    errors: { types: [InvalidInputError], union: { name: 'CreateClassroomResult' } },
    resolve: async (_root, { input }, { room }) => takenSeat(await room.classrooms.create(input)),
  }),
  joinClassroom: t.field({
    type: SeatRef,
    skipTypeScopes: true,
    description: 'Takes a seat in the classroom with this code.',
    args: {
      code: t.arg.string({ required: true }),
      displayName: t.arg.string({
        required: true,
        description: `At most ${nameLength.max} characters, of one script.`,
      }),
    },
    errors: { types: [InvalidInputError, TooManyRequestsError], union: { name: 'JoinClassroomResult' } },
    resolve: async (_root, { code, displayName }, { room, address }) =>
      takenSeat(await room.seats.join(code, displayName, address)),
  }),
  rejoin: t.field({
    type: SeatRef,
    skipTypeScopes: true,
    description:
      'Takes a seat again, from another browser, with its name and its seat key. Earlier tokens of the seat end.',
    args: {
      code: t.arg.string({ required: true }),
      displayName: t.arg.string({ required: true }),
      seatKey: t.arg.string({ required: true }),
    },
    errors: { types: [InvalidInputError, TooManyRequestsError], union: { name: 'RejoinResult' } },
    resolve: async (_root, { code, displayName, seatKey }, { room, address }) =>
      takenSeat(await room.seats.rejoin(code, displayName, seatKey, address)),
  }),
  createViewerToken: t.field({
    type: SeatRef,
    authScopes: (_root, { classroomId }) => ({ leadsClassroom: classroomId }),
    description: 'A read-only seat for the projector; `boardPath` opens it in a browser.',
    args: { classroomId: t.arg.id({ required: true }) },
    errors: { types: [InvalidInputError], union: { name: 'CreateViewerTokenResult' } },
    resolve: async (_root, { classroomId }, { room }) => takenSeat(await room.seats.addViewer(classroomId)),
  }),
  revokeToken: t.prismaField({
    type: 'Member',
    authScopes: (_root, { memberId }) => ({ leadsMember: memberId }),
    description:
      'Ends a seat’s tokens at once, and their subscriptions. The seat can be taken again with its seat key.',
    args: { memberId: t.arg.id({ required: true }) },
    errors: { types: [InvalidInputError], union: { name: 'RevokeTokenResult' } },
    resolve: async (query, _root, { memberId }, { prisma, room }) => {
      const member = await prisma.member.findUnique({ ...query, where: { id: memberId } });
      if (!member) throw unknown('memberId', 'member', memberId);
      await room.seats.revoke(memberId);
      return member;
    },
  }),
  renewSeatKey: t.field({
    type: SeatRef,
    authScopes: (_root, { memberId }) => ({ leadsMember: memberId }),
    description: 'For a member who has lost both token and seat key: a new one of each. The earlier ones end.',
    args: { memberId: t.arg.id({ required: true }) },
    errors: { types: [InvalidInputError], union: { name: 'RenewSeatKeyResult' } },
    resolve: async (_root, { memberId }, { room }) => {
      const seat = await room.seats.renewSeatKey(memberId);
      if (!seat) throw unknown('memberId', 'member', memberId);
      return seat;
    },
  }),
  revokeOwnerToken: t.boolean({
    authScopes: { owner: true },
    description:
      'Ends every token of the lab’s owner at once, and their subscriptions. The new one is in `owner.token` of the ' +
      'lab’s data, and is not told here.',
    resolve: async (_root, _args, { room }) => {
      await room.ownerToken.revoke();
      return true;
    },
  }),
  archiveClassroom: t.prismaField({
    type: 'Classroom',
    authScopes: (_root, { classroomId }) => ({ leadsClassroom: classroomId }),
    description:
      'Ends the class: nobody joins, its members’ tokens end, and what they have waiting. It can still be read.',
    args: { classroomId: t.arg.id({ required: true }) },
    errors: { types: [InvalidInputError], union: { name: 'ArchiveClassroomResult' } },
    resolve: async (query, _root, { classroomId }, { prisma, room }) => {
      const found = await prisma.classroom.findUnique({ where: { id: classroomId }, select: { id: true } });
      if (!found) throw unknown('classroomId', 'classroom', classroomId);
      await room.classrooms.archive(classroomId);
      return prisma.classroom.findUniqueOrThrow({ ...query, where: { id: classroomId } });
    },
  }),
  deleteClassroom: t.boolean({
    authScopes: (_root, { classroomId }) => ({ leadsClassroom: classroomId }),
    description:
      'Deletes a classroom with all that it holds: seats, challenges, submissions, and its members’ experiments, ' +
      'batches and runs. False where there is none.',
    args: { classroomId: t.arg.id({ required: true }) },
    resolve: async (_root, { classroomId }, { prisma, room }) => {
      const found = await prisma.classroom.findUnique({ where: { id: classroomId }, select: { id: true } });
      if (found) await room.classrooms.delete(classroomId);
      return found !== null;
    },
  }),
}));

export function unknown(path: string, what: string, id: string): InvalidInputError {
  return new InvalidInputError([{ path, code: 'UNKNOWN', message: `There is no ${what} ${id.slice(0, 60)}.` }]);
}
