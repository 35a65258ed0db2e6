import { describe, expect, it } from 'vitest';
import { checkName } from '../../src/classroom/names.js';

function keyOf(name: string): string {
  const checked = checkName(name, 'displayName');
  if (!checked.ok) throw new Error(JSON.stringify(checked.problems));
  return checked.value.key;
}

describe('a name', () => {
  it.each([
    'Ada',
    'Renée-Claire O’Hara',
    '李小龍',
    'Πλάτων',
    'たなか 花子',
    'Team #7 (back row)',
    '김철수',
    'X Æ A-12',
  ])('%s is shown as it is', (name) => {
    const checked = checkName(`  ${name} `, 'displayName');
    expect(checked).toMatchObject({ ok: true, value: { name } });
  });

  it.each([
    ['nothing', '   ', 'EMPTY'],
    ['signs only', '--', 'EMPTY'],
    ['forty-one letters', 'x'.repeat(41), 'TOO_LONG'],
    ['a megabyte', 'x'.repeat(1_000_000), 'TOO_LONG'],
    ['a control character', 'Ada\u0007', 'NOT_SUPPORTED'],
    ['a direction mark', 'Ada\u202Eevil', 'NOT_SUPPORTED'],
    ['a letter that nobody sees', 'Ad\u200Ba', 'NOT_SUPPORTED'],
    ['markup', '<b>Ada</b>', 'NOT_SUPPORTED'],
    ['a formula', '=1+1', 'NOT_SUPPORTED'],
    ['letters of two scripts', 'Аda', 'NOT_SUPPORTED'],
    ['a tower of marks', 'A\u0301\u0302\u0303\u0304da', 'NOT_SUPPORTED'],
  ])('of %s is refused', (_title, name, code) => {
    expect(checkName(name, 'displayName')).toMatchObject({ ok: false, problems: [{ path: 'displayName', code }] });
  });

  it.each([
    ['letter case', 'Ada', 'aDA'],
    ['width', 'Ada', 'Ａｄａ'],
    ['spaces', 'Ada L', 'Ada  L'],
    ['signs', 'Ada-L', 'Ada L'],
    ['how a letter is put together', 'Ren\u00E9e', 'Rene\u0301e'],
    ['one and l', 'Pau1', 'Paul'],
    ['capital I and l', 'PauI', 'Paul'],
    ['zero and o', 'B0b', 'Bob'],
    ['another alphabet', 'сосо', 'coco'],
  ])('that differs from another in %s only is the same', (_title, one, other) => {
    expect(keyOf(one)).toBe(keyOf(other));
  });

  it('that differs in a letter is another', () => {
    expect(keyOf('Anna')).not.toBe(keyOf('Anne'));
    expect(keyOf('José')).not.toBe(keyOf('Jose'));
  });
});
