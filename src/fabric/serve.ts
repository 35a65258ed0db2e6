/**
 * A warm worker's life, the same in a thread and in a process: sleep on the mailbox, play a member in one
 * round, ring the host's doorbell if last, sleep again. It ends when its host ends it.
 */
import { Interrupted } from '../primitives/words.js';
import { WORD, type Arena } from './arena.js';
import type { Assignment, Member, PlacedGroup } from './assignment.js';
import { createParts, driveInterleaved, driveInTurn, type Part } from './drive.js';
import { openInterpreter } from './interpreter.js';
import type { Mailbox } from './mailbox.js';
import { playProbe } from './probe.js';
import { metersOfInterpreter } from './recording.js';
import { passStartBarrier } from './start-barrier.js';
import type { CpuClock } from './thread-usage.js';

export interface WorkerLink {
  readonly arena: Arena;
  readonly mailbox: Mailbox;
  readonly cpuClock: CpuClock;
  /** Its first instruction. */
  readonly beganNs: bigint;
  /** Tells the host that the worker waits for its first call. */
  announceReady(): void;
  /** Tells the host that all members are through, or that one of them has called the round off. */
  ringDoorbell(): void;
}

export async function serve(link: WorkerLink): Promise<never> {
  const { arena, mailbox } = link;
  let assignmentNumber = -1;
  let assignment: Assignment | undefined;
  mailbox.beganNs = link.beganNs;
  link.announceReady();
  for (;;) {
    const index = mailbox.awaitCall();
    const current = arena.words.load(WORD.assignment);
    if (!assignment || current !== assignmentNumber) {
      // Written by the host of the same build: it needs no parsing as untrusted input would.
      assignment = arena.readAssignment() as Assignment;
      assignmentNumber = current;
    }
    const member = assignment.members[index] as Member;
    if (assignment.probeSteps === undefined) await playRound(link, assignment, member);
    else playProbe(arena, index, assignment.probeSteps, link.cpuClock);
    if (member.isDaemon) continue;
    if (arena.words.add(WORD.done, 1) + 1 === arena.words.load(WORD.awaited)) link.ringDoorbell();
  }
}

async function playRound(link: WorkerLink, assignment: Assignment, member: Member): Promise<void> {
  const { arena } = link;
  const group = assignment.groups[member.group] as PlacedGroup;
  const thread = group.firstSlot + (member.workers[0] ?? 0);
  const meters = metersOfInterpreter(arena, assignment, member);
  const interpreter = openInterpreter(arena, member.gil, thread, meters);
  const parts = createParts(arena, assignment, member, interpreter);
  for (const part of parts) arena.setState(part.slot, 'READY');
  try {
    passStartBarrier(arena, assignment.barrierSpins);
    if (group.fabric === 'ASYNC') {
      await driveInterleaved(arena, parts, link.cpuClock, interpreter);
    } else {
      await driveInTurn(arena, parts, link.cpuClock, interpreter);
    }
    for (const part of parts) {
      arena.writeReport(part.slot, part.task.report(part.result));
      arena.setState(part.slot, 'DONE');
    }
  } catch (error) {
    tellError(arena, parts, error);
    // The others must not wait for a worker that will not come: the round is over for all.
    if (error instanceof Interrupted) return;
    arena.interrupt(assignment);
    link.ringDoorbell();
  }
}

function tellError(arena: Arena, parts: readonly Part[], error: unknown): void {
  // An error without a thrower came up after the work, while the results were told.
  const thrower = error instanceof Interrupted ? undefined : (parts.find((part) => part.threw) ?? parts[0]);
  for (const part of parts) arena.setState(part.slot, part === thrower ? 'THREW' : 'INTERRUPTED');
  if (thrower) arena.writeReport(thrower.slot, describeError(error));
}

const LONGEST_MESSAGE = 1000;

function describeError(error: unknown): string {
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return text.slice(0, LONGEST_MESSAGE);
}
