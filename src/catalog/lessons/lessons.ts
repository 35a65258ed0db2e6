/** The lessons, in the order of the unit. A new one is a file beside this and a line here. */
import type { Lesson } from '../../domain/lesson.js';
import { lockCounter } from './lock-counter.js';

export const LESSONS: readonly Lesson[] = [lockCounter];

export const LESSONS_BY_ID: ReadonlyMap<string, Lesson> = new Map(LESSONS.map((lesson) => [lesson.id, lesson]));
