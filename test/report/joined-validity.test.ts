import { describe, expect, it } from 'vitest';
import type { Validity } from '../../src/domain/validity.js';
import { joinValidity } from '../../src/report/joined-validity.js';

const VALID: Validity = { verdict: 'VALID', reasons: [] };
const busy = (message: string): Validity => ({ verdict: 'DISTURBED', reasons: [{ code: 'HOST_BUSY', message }] });

describe('the validity of figures over several runs', () => {
  it('is that of the worst of them, with what speaks against how many, the commonest first', () => {
    const short: Validity = {
      verdict: 'DISTURBED',
      reasons: [
        { code: 'TOO_SHORT', message: 'too short' },
        { code: 'HOST_BUSY', message: 'busy too' },
      ],
    };
    expect(joinValidity([VALID, short, null, busy('busy')])).toEqual({
      verdict: 'DISTURBED',
      runs: 3,
      doubtful: 2,
      reasons: [
        { code: 'HOST_BUSY', runs: 2, example: 'busy too' },
        { code: 'TOO_SHORT', runs: 1, example: 'too short' },
      ],
    });
    expect(joinValidity([busy('busy'), { verdict: 'INVALID', reasons: [] }])?.verdict).toBe('INVALID');
    expect(joinValidity([VALID, VALID])).toEqual({ verdict: 'VALID', runs: 2, doubtful: 0, reasons: [] });
  });

  it('is not told where nobody judged any', () => {
    expect(joinValidity([])).toBeNull();
    expect(joinValidity([null])).toBeNull();
  });
});
