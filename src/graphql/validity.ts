/** How far a run's figures can be trusted, and where they were taken. */
import type { Environment } from '../domain/run.js';
import { VALIDITY_CODES, VALIDITY_VERDICTS, type Validity, type ValidityReason } from '../domain/validity.js';
import { fromJson } from '../store/records.js';
import { builder } from './builder.js';

export const ValidityVerdictEnum = builder.enumType('ValidityVerdict', {
  description:
    'VALID: nothing speaks against the figures. DISTURBED: something else had a part in them. INVALID: they are not what was asked for.',
  values: VALIDITY_VERDICTS,
});

export const ValidityCodeEnum = builder.enumType('ValidityCode', {
  description:
    'NOT_COMPLETED: no right result. TOO_SHORT: too little work for the start barrier. STEAL: the hypervisor gave cores to others. RUN_DELAY: workers had no core. OVERSUBSCRIBED: the same, for they are more than the cores. HOST_BUSY: other programs ran. CORES_SHARED: the hypervisor gave cores to others without telling. UNSTEADY_CLOCK: no clock to measure with. WIDE_INTERVAL: the rounds do not agree.',
  values: VALIDITY_CODES,
});

const EnvironmentRef = builder.objectRef<Environment>('Environment').implement({
  description: 'Where a run was measured.',
  fields: (t) => ({
    cpuModel: t.exposeString('cpuModel'),
    cores: t.exposeInt('cores', { description: 'Processors that this process may use.' }),
    memoryBytes: t.expose('memoryBytes', { type: 'SafeInt' }),
    platform: t.exposeString('platform'),
    kernel: t.exposeString('kernel'),
    node: t.exposeString('node'),
    interpreter: t.string({
      nullable: true,
      description: 'Who executed it, as it tells itself, where that was not Node.',
      resolve: ({ interpreter }) => interpreter ?? null,
    }),
    memory: t.exposeString('memory', {
      description: 'What shared memory is made of: FUTEX or SHARED_ARRAY_BUFFER; OWN is the interpreter’s.',
    }),
    clockSource: t.exposeString('clockSource', {
      nullable: true,
      description: 'What the kernel takes the time from; null where nobody tells.',
    }),
    frequencyPolicy: t.exposeString('frequencyPolicy', {
      nullable: true,
      description: 'How the cores’ frequency is governed; null where nobody tells, as in most guests.',
    }),
    coreQuota: t.exposeFloat('coreQuota', {
      nullable: true,
      description: 'Cores that the container may use at most; null for no limit.',
    }),
    load: t.exposeFloat('load', { nullable: true, description: 'Load average of the last minute at the start.' }),
  }),
});

export const ValidityReasonRef = builder.objectRef<ValidityReason>('ValidityReason').implement({
  fields: (t) => ({
    code: t.field({ type: ValidityCodeEnum, resolve: ({ code }) => code }),
    message: t.exposeString('message', { description: 'One sentence with the figure that it stands on.' }),
  }),
});

const ValidityRef = builder.objectRef<Validity & { readonly environment: Environment | null }>('Validity').implement({
  description: 'How far a run’s figures can be trusted, and where they were taken.',
  fields: (t) => ({
    verdict: t.field({ type: ValidityVerdictEnum, resolve: ({ verdict }) => verdict }),
    reasons: t.field({
      type: [ValidityReasonRef],
      description: 'What speaks against the figures; none for a VALID run.',
      resolve: ({ reasons }) => reasons,
    }),
    environment: t.field({
      type: EnvironmentRef,
      nullable: true,
      description: 'null when it never began.',
      resolve: ({ environment }) => environment,
    }),
  }),
});

builder.prismaObjectFields('Run', (t) => ({
  environment: t.field({
    type: EnvironmentRef,
    nullable: true,
    select: { environment: true },
    description: 'Once it has started.',
    resolve: (run) => fromJson<Environment | null>(run.environment),
  }),
  validity: t.field({
    type: ValidityRef,
    nullable: true,
    select: { validity: true, environment: true },
    description: 'How far its figures can be trusted, once it has ended.',
    resolve: (run) => {
      const validity = fromJson<Validity | null>(run.validity);
      return validity && { ...validity, environment: fromJson<Environment | null>(run.environment) };
    },
  }),
}));
