/**
 * The recorder: looks at the workers some ten times a second while a round is on, and tells what moved:
 * progress, and the workers' states. Between two looks it sees nothing; what it tells is where the workers
 * stood, not every step that they took.
 */
import type { Plan } from '../domain/experiment.js';
import type { LabReport, WorkerState, WorkerStateChange } from '../domain/events.js';
import type { SlotState } from '../fabric/arena.js';
import type { Sight } from './sight.js';
import { unitsOfRound } from './summarize.js';

const LOOK_MS = 100;

export interface Recorder {
  /** A round begins. */
  readonly enter: (round: number) => void;
  /** It is over. */
  readonly leave: () => void;
  readonly stop: () => void;
}

const STATES: Readonly<Record<SlotState, WorkerState>> = {
  NEW: 'NEW',
  READY: 'RUNNABLE',
  RUNNING: 'RUNNING',
  RESTING: 'WAITING',
  DONE: 'TERMINATED',
  THREW: 'TERMINATED',
  INTERRUPTED: 'TERMINATED',
};

export function recordRun(plan: Plan, sight: Sight, report: (report: LabReport) => void): Recorder {
  const rounds = plan.warmup + plan.repetitions;
  const units = Math.max(1, unitsOfRound(plan));
  const told: string[] = [];
  let current: number | null = null;
  let toldFraction = 0;

  const lookAtProgress = (round: number): void => {
    let done = 0;
    for (let slot = 0; slot < sight.slots; slot += 1) done += sight.slot(slot).units;
    // To a tenth of a percent, and never back. Rounds for the sake of precision are beyond what can be told.
    const fraction = Math.floor(Math.min(1, (round + Math.min(1, done / units)) / rounds) * 1000) / 1000;
    if (fraction <= toldFraction) return;
    toldFraction = fraction;
    report({ kind: 'progress', fraction });
  };
  const lookAtStates = (): void => {
    const blocked = new Map(sight.waiting().map(({ worker, wants }) => [worker, wants]));
    const changes: WorkerStateChange[] = [];
    for (let worker = 0; worker < sight.slots; worker += 1) {
      const slotState = sight.slot(worker).state;
      const on = slotState === 'RUNNING' ? (blocked.get(worker) ?? null) : null;
      const state = on === null ? STATES[slotState] : 'BLOCKED';
      const text = `${state} ${on ?? ''}`;
      if (told[worker] === text) continue;
      told[worker] = text;
      changes.push({ worker, state, on });
    }
    if (changes.length > 0) report({ kind: 'workerStates', changes });
  };
  const timer = setInterval(() => {
    if (current === null) return;
    lookAtProgress(current);
    lookAtStates();
  }, LOOK_MS);
  return {
    enter(round) {
      current = round;
    },
    leave() {
      current = null;
    },
    stop: () => clearInterval(timer),
  };
}
