import { describe, expect, it } from 'vitest';
import { escape, table } from '../../../src/report/document/markdown.js';

describe('text from outside', () => {
  it('stays text, whatever it would begin', () => {
    expect(escape('a|b *c* `d` <img> [e](f) ~~g~~ $h$ _i_')).toBe(
      String.raw`a\|b \*c\* \`d\` \<img\> \[e\](f) \~\~g\~\~ \$h\$ \_i\_`,
    );
    expect(escape('two\nlines')).toBe('two lines');
    expect(escape('THREAD_POOL')).toBe('THREAD_POOL');
  });

  it('cannot break out of a cell', () => {
    expect(table([{ title: 'name' }], [[escape('a | b')]]).split('\n')[2]).toBe(String.raw`| a \| b |`);
  });
});
