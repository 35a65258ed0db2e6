/** When an interpreter's lock is held and when not, seen by another thread's handle of it. */
import { beforeEach, describe, expect, it } from 'vitest';
import { taskNamed } from '../../src/catalog/catalog.js';
import type { Body, Step } from '../../src/catalog/task-kind.js';
import { Arena, ARENA_BYTES, DATA_WORD, WORD } from '../../src/fabric/arena.js';
import { driveInterleaved, driveInTurn, type Part } from '../../src/fabric/drive.js';
import { openInterpreter, WITHOUT_GIL, type Interpreter } from '../../src/fabric/interpreter.js';
import { SabMemory } from '../../src/fabric/memory/sab-memory.js';
import { Gil, GIL_WORDS } from '../../src/primitives/gil.js';
import { Interrupted } from '../../src/primitives/words.js';

const PLACE = { index: DATA_WORD, intervalMs: 5 };
const OTHER = 9;

let arena: Arena;
let interpreter: Interpreter;
let other: Gil;

beforeEach(() => {
  arena = new Arena(SabMemory.create(ARENA_BYTES), { interrupt: WORD.interrupt });
  arena.prepareRound(1, 1, 1, { slots: 4, dataWords: GIL_WORDS });
  Gil.initialize(arena.words, PLACE.index);
  interpreter = openInterpreter(arena, PLACE, 0);
  other = new Gil(arena.words, PLACE.index, OTHER, PLACE.intervalMs);
});

/** Another thread could take it now. */
function isFree(): boolean {
  const isTaken = other.tryTake();
  if (isTaken) other.dropForGood();
  return isTaken;
}

const partsOf = (...bodies: readonly Body<unknown>[]): readonly Part[] =>
  bodies.map((body, slot) => ({ slot, task: taskNamed('countdown'), body, ring: null }));

const cpuClock = (): null => null;

describe('an interpreter with a lock', () => {
  it('holds it while one of its workers runs, and not while all pause', () => {
    interpreter.enter(0);
    interpreter.enter(1);
    expect(isFree()).toBe(false);
    interpreter.leave();
    expect(isFree()).toBe(false);
    interpreter.leave();
    expect(isFree()).toBe(true);
    interpreter.enter(1);
    expect(isFree()).toBe(false);
    interpreter.exit();
    expect(isFree()).toBe(true);
  });

  it('keeps it at a checkpoint that nobody asked at', () => {
    interpreter.enter(0);
    interpreter.checkpoint(0);
    expect(isFree()).toBe(false);
    expect(Gil.turns(arena.words, PLACE.index)).toBe(1);
  });

  it('has dropped it when the round is called off while it waits for a successor, and ends in good order', () => {
    interpreter.enter(0);
    other.ask(Gil.turns(arena.words, PLACE.index));
    arena.words.store(WORD.interrupt, 1);
    expect(() => interpreter.checkpoint(0)).toThrow(Interrupted);
    interpreter.exit();
    expect(isFree()).toBe(true);
  });

  it('is none where no lock is placed', () => {
    expect(openInterpreter(arena, null, 0)).toBe(WITHOUT_GIL);
  });
});

describe.each([
  ['in turn', driveInTurn],
  ['interleaved', driveInterleaved],
] as const)('workers driven %s under a lock', (_, drive) => {
  it('let others in while they sleep or wait for I/O, and only then', async () => {
    const seen: string[] = [];
    const look = (name: string): void => void seen.push(`${name} ${isFree() ? 'free' : 'held'}`);
    function* body(): Body<void> {
      look('at first');
      const io = new Promise((resolve) => {
        setTimeout(() => {
          look('in I/O');
          resolve('given');
        }, 2);
      });
      look(String(yield { io }));
      yield { sleepMs: 1 };
      look('after a sleep');
      yield;
      look('after a yield');
    }
    await drive(arena, partsOf(body()), cpuClock, interpreter);
    look('at the end');
    expect(seen).toEqual([
      'at first held',
      'in I/O free',
      'given held',
      'after a sleep held',
      'after a yield held',
      'at the end free',
    ]);
  });

  it('hold it again in what they do about I/O that failed, and drop it when they throw', async () => {
    const seen: boolean[] = [];
    function* body(): Generator<Step, void, unknown> {
      try {
        yield { io: Promise.reject(new Error('No network.')) };
      } catch {
        seen.push(isFree());
      }
      throw new Error('It broke.');
    }
    await expect(drive(arena, partsOf(body()), cpuClock, interpreter)).rejects.toThrow('It broke.');
    expect([...seen, isFree()]).toEqual([false, true]);
  });
});
