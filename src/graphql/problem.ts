/** What a caller got wrong, as members of results. */
import type { Problem } from '../domain/problem.js';
import { builder, ProblemCodeEnum } from './builder.js';
import { InvalidInputError, QueueFullError, TooManyRequestsError } from './errors.js';

const ProblemRef = builder.objectRef<Problem>('Problem').implement({
  description: 'One thing that is wrong with an input.',
  fields: (t) => ({
    path: t.exposeString('path', { description: 'Where, from the root of the input: `task.countdown.n`.' }),
    code: t.field({ type: ProblemCodeEnum, resolve: (problem) => problem.code }),
    message: t.exposeString('message', { description: 'For a person: what was given, and what would be right.' }),
  }),
});

builder.objectType(InvalidInputError, {
  name: 'InvalidInput',
  description: 'The input cannot be used. Nothing was stored.',
  fields: (t) => ({
    message: t.exposeString('message', { description: 'All problems in one text.' }),
    problems: t.field({ type: [ProblemRef], resolve: (error) => error.problems }),
  }),
});

builder.objectType(QueueFullError, {
  name: 'QueueFull',
  description: 'Too many runs are waiting. Nothing was stored.',
  fields: (t) => ({
    message: t.exposeString('message'),
    limit: t.exposeInt('limit', { description: 'Runs that may wait.' }),
  }),
});

builder.objectType(TooManyRequestsError, {
  name: 'TooManyRequests',
  description: 'Too many attempts from this address, or at this lab. Nothing was looked up.',
  fields: (t) => ({
    message: t.exposeString('message'),
    retryAfterMs: t.exposeInt('retryAfterMs'),
  }),
});
