import { describe, expect, it } from 'vitest';
import {
  formatCountdown,
  formatFigure,
  formatInColumn,
  formatPercent,
  formatPlace,
  formatSince,
} from '../../src/web/figures.js';

describe('a figure', () => {
  it.each([
    [312.44, 'ms', '312.4 ms'],
    [12_345, 'ms', '12.35 s'],
    [3_204_000_000, 'units/s', '3.204 G units/s'],
    [1.944, '×', '1.94 ×'],
    [0.87654, '', '0.877'],
  ])('of %d %s is told as %s', (value, unit, text) => {
    expect(formatFigure(value, unit)).toBe(text);
  });
});

it('in a column leaves a long unit to its head', () => {
  expect([formatInColumn(3204, 'units/s'), formatInColumn(3.5, 'ms')]).toEqual(['3.204 k', '3.500 ms']);
});

describe('a countdown', () => {
  it.each([
    [545_000, '9:05'],
    [59_001, '1:00'],
    [1, '0:01'],
    [0, '0:00'],
    [-5000, '0:00'],
    [7_380_000, '2:03:00'],
  ])('of %d ms is told as %s', (ms, text) => {
    expect(formatCountdown(ms)).toBe(text);
  });
});

it('small shares are not told as none, and places and times as people say them', () => {
  expect([0, 0.0004, 0.5, 1].map(formatPercent)).toEqual(['0 %', '< 0.1 %', '50 %', '100 %']);
  expect([1, 2, 3, 4, 11, 12, 13, 21, 112].map(formatPlace).join(' ')).toBe(
    '1st 2nd 3rd 4th 11th 12th 13th 21st 112th',
  );
  expect([14_000, 200_000].map(formatSince)).toEqual(['14 s', '3 min']);
});
