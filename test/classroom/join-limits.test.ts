import { describe, expect, it } from 'vitest';
import { addressKey, JoinLimits } from '../../src/classroom/join-limits.js';

async function countPassed(limits: JoinLimits, addresses: readonly string[]): Promise<number> {
  const attempts = await Promise.all(addresses.map((address) => limits.attempt(address)));
  return attempts.filter((attempt) => !('retryAfterMs' in attempt)).length;
}

describe('attempts to join', () => {
  it('of one address are few, also in one burst', async () => {
    const limits = new JoinLimits();
    expect(
      await countPassed(
        limits,
        Array.from({ length: 500 }, () => '10.0.0.1'),
      ),
    ).toBe(60);
    expect(await countPassed(limits, ['10.0.0.2'])).toBe(1);
  });

  it('of many addresses together are not many more', async () => {
    const addresses = Array.from({ length: 2_000 }, (_, index) => `10.0.${Math.floor(index / 250)}.${index % 250}`);
    expect(await countPassed(new JoinLimits(), addresses)).toBe(600);
  });

  it('that were right do not count', async () => {
    const limits = new JoinLimits();
    for (let member = 0; member < 200; member += 1) {
      const attempt = await limits.attempt('10.0.0.1');
      if ('retryAfterMs' in attempt) throw new Error(`Member ${member} was turned away.`);
      await attempt.takeBack();
    }
    expect(await countPassed(limits, ['10.0.0.1'])).toBe(1);
  });
});

describe('an address', () => {
  it.each([
    ['10.0.0.1', '10.0.0.1'],
    ['::ffff:10.0.0.1', '10.0.0.1'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
    ['2001:0db8:1:2::9', '2001:db8:1:2'],
    ['2001:db8::1', '2001:db8:0:0'],
    ['::1', '0:0:0:0'],
    ['fe80::1%eth0', 'fe80:0:0:0'],
  ])('%s counts as %s', (address, key) => {
    expect(addressKey(address)).toBe(key);
  });
});
