/** Ctrl-C, once and again. */
import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { watchInterrupts } from '../../src/cli/interrupts.js';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

describe('Ctrl-C', () => {
  it('asks to end the first time, and ends the second time', () => {
    const source = new EventEmitter();
    const onSecond = vi.fn<() => void>();
    const { signal } = watchInterrupts(onSecond, source);
    expect(signal.aborted).toBe(false);
    source.emit('SIGINT');
    expect(signal.aborted).toBe(true);
    vi.advanceTimersByTime(1000);
    expect(onSecond).not.toHaveBeenCalled();
    source.emit('SIGINT');
    expect(onSecond).toHaveBeenCalledOnce();
  });

  it('that arrives twice within a moment, as npm passes it on, is one', () => {
    const source = new EventEmitter();
    const onSecond = vi.fn<() => void>();
    watchInterrupts(onSecond, source);
    source.emit('SIGINT');
    vi.advanceTimersByTime(6);
    source.emit('SIGINT');
    expect(onSecond).not.toHaveBeenCalled();
  });

  it('is left alone once nobody waits for it', () => {
    const source = new EventEmitter();
    watchInterrupts(() => {}, source).close();
    expect(source.listenerCount('SIGINT')).toBe(0);
  });
});
