/**
 * What of each kind of resource is recorded: its parts, one for each thing that workers do with it, and which
 * figures make sense there. A new primitive that shall be seen has an entry here and in `attach.ts`.
 */
import type { Operation, UseFigure } from '../../domain/recording.js';
import type { ResourceSpec } from '../registry.js';

export interface Part {
  readonly operation: Operation;
  /** Set where it is a lock inside something else: what to call it before the primitive's name. */
  readonly inside?: string;
  /** Why it has not got these figures. */
  readonly without: Readonly<Partial<Record<UseFigure, string>>>;
}

const NO_DEPTH = 'Nothing queues up in it.';
const NOTHING_HELD = 'It is passed, not held.';
const MANY_AT_ONCE = 'Several workers can have it at once, so there is no order of owners.';

const OWNED = { DEPTH: NO_DEPTH } as const;
const NO_ORDER = { LONGEST_STREAK: MANY_AT_ONCE, SWITCHES: MANY_AT_ONCE } as const;
const PERMITS = { DEPTH: NO_DEPTH, ...NO_ORDER } as const;
const PASSED = { DEPTH: NO_DEPTH, HOLD: NOTHING_HELD, ...NO_ORDER } as const;
const TOGETHER = { ...PASSED, FAIRNESS: 'All parties pass it equally often, by its nature.' } as const;
const MESSAGES = { HOLD: 'A message is handed over, not held.', ...NO_ORDER } as const;
const BYTES = { ...MESSAGES, DEPTH: 'A pipe knows its bytes, not its messages.' } as const;

const UNSEEN = 'It is one instruction: to count it would cost more than it does.';
const NEVER_WAITS = 'Nobody ever waits for it.';

const PARTS: Readonly<Record<ResourceSpec['kind'], readonly Part[]>> = {
  NONE: [],
  WORDS: [],
  ATOMIC: [
    {
      operation: 'ADD',
      without: {
        ACQUISITIONS: UNSEEN,
        CONTENDED: NEVER_WAITS,
        WAIT: NEVER_WAITS,
        HOLD: 'Nobody ever holds it.',
        LONGEST_STREAK: UNSEEN,
        SWITCHES: UNSEEN,
        FAIRNESS: UNSEEN,
        PARKS: NEVER_WAITS,
        WAKES: NEVER_WAITS,
        DEPTH: NO_DEPTH,
      },
    },
  ],
  LOCK: [{ operation: 'ACQUIRE', without: OWNED }],
  RLOCK: [{ operation: 'ACQUIRE', without: OWNED }],
  SEMAPHORE: [{ operation: 'ACQUIRE', without: PERMITS }],
  BOUNDED_SEMAPHORE: [{ operation: 'ACQUIRE', without: PERMITS }],
  CONDITION: [
    { operation: 'WAIT', without: PASSED },
    { operation: 'ACQUIRE', inside: 'lock of the', without: OWNED },
  ],
  EVENT: [{ operation: 'WAIT', without: PASSED }],
  BARRIER: [{ operation: 'WAIT', without: TOGETHER }],
  QUEUE: [
    { operation: 'PUT', without: MESSAGES },
    { operation: 'GET', without: MESSAGES },
  ],
  PIPE: [
    { operation: 'PUT', without: BYTES },
    { operation: 'GET', without: BYTES },
  ],
  SHARED_VALUE: [{ operation: 'ACQUIRE', inside: 'lock of the', without: OWNED }],
  SHARED_ARRAY: [{ operation: 'ACQUIRE', inside: 'lock of the', without: OWNED }],
};

/** The lock of an interpreter, which is no resource: workers have it whenever they run. */
export const INTERPRETER_PART: Part = { operation: 'ACQUIRE', without: OWNED };

export function partsOf(spec: ResourceSpec): readonly Part[] {
  return PARTS[spec.kind];
}
