/**
 * Places that move are seen to move: from where each was before a change to where it is after it (FLIP: first, last,
 * invert, play). Their keys are in `data-key`.
 */
import type { RefObject } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';

const MOVE_MS = 700;

interface Spot {
  readonly x: number;
  readonly y: number;
}

/** @param board what the places are laid out in: their next positioned ancestor */
export function useMoves(board: RefObject<HTMLElement>): void {
  const known = useRef<ReadonlyMap<string, Spot>>(new Map());
  useLayoutEffect(() => {
    const places = [...(board.current?.querySelectorAll<HTMLElement>('[data-key]') ?? [])];
    const now = new Map<string, Spot>();
    for (const place of places) {
      const key = place.dataset['key'] ?? '';
      const [to, from] = [{ x: place.offsetLeft, y: place.offsetTop }, known.current.get(key)];
      now.set(key, to);
      if (from && (from.x !== to.x || from.y !== to.y) && mayMove(place)) {
        const path = [{ transform: `translate(${from.x - to.x}px, ${from.y - to.y}px)` }, { transform: 'none' }];
        place.animate(path, { duration: MOVE_MS, easing: 'cubic-bezier(0.2, 0.7, 0.2, 1)' });
      }
    }
    known.current = now;
  });
}

function mayMove(place: HTMLElement): boolean {
  return 'animate' in place && !matchMedia('(prefers-reduced-motion: reduce)').matches;
}
