import { expect, it, vi } from 'vitest';
import { Link } from '../../../src/web/live/link.js';

it('is lost until all that broke it is restored, since the first of it', () => {
  vi.useFakeTimers({ now: 1000 });
  const link = new Link();
  const told: string[] = [];
  link.onChange(() => told.push(link.state.kind));
  expect(link.state.kind).toBe('connecting');
  link.heard();
  link.heard();
  link.lost('network');
  vi.setSystemTime(5000);
  link.lost('connection');
  link.heard();
  link.restored('network');
  expect(link.state).toEqual({ kind: 'lost', since: 1000 });
  link.restored('connection');
  link.restored('connection');
  expect(told).toEqual(['live', 'lost', 'live']);
  vi.useRealTimers();
});

it('that was never there is lost as well', () => {
  const link = new Link();
  link.lost('connection');
  expect(link.state.kind).toBe('lost');
});
