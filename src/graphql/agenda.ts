/** What is asked of a class, live: equal for all who are in it, so that it can be shared. */
import type { AgendaItem } from '../classroom/agendas.js';
import { builder } from './builder.js';
import { PhaseEnum } from './challenge.js';
import { SHARED } from './shared.js';

const AgendaItemRef = builder.objectRef<AgendaItem>('AgendaItem').implement({
  extensions: SHARED,
  description: 'A challenge of a class, and where it is in its life.',
  fields: (t) => ({
    id: t.exposeID('id', { description: 'The challenge’s.' }),
    title: t.exposeString('title', { description: 'The challenge’s.' }),
    phase: t.field({ type: PhaseEnum, resolve: ({ phase }) => phase }),
    opensAt: t.field({ type: 'DateTime', resolve: ({ opensAt }) => opensAt }),
    closesAt: t.field({ type: 'DateTime', nullable: true, resolve: ({ closesAt }) => closesAt }),
  }),
});

builder.subscriptionField('agenda', (t) =>
  t.field({
    type: [AgendaItemRef],
    authScopes: (_root, { classroomId }) => ({ seesClassroom: classroomId }),
    extensions: SHARED,
    description:
      'A classroom’s challenges now, the oldest first, and again when one is opened, or comes into another phase.',
    args: { classroomId: t.arg.id({ required: true }) },
    complexity: { multiplier: 10 },
    subscribe: (_root, { classroomId }, { room }) => room.agendas.follow(classroomId),
    resolve: (items) => items,
  }),
);
