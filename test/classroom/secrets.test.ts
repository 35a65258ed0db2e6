import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCode, hashCode, matchesHash, readCode } from '../../src/classroom/codes.js';
import { readSigningKey } from '../../src/classroom/signing-key.js';
import { Tokens } from '../../src/classroom/tokens.js';

let directory: string;

const soon = (): Date => new Date(Date.now() + 60_000);

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'lockstep-test-'));
});

afterAll(async () => rm(directory, { recursive: true }));

describe('a code', () => {
  it('has no letters that look alike, and is not made twice', () => {
    const codes = Array.from({ length: 2_000 }, createCode);
    expect(new Set(codes).size).toBe(codes.length);
    for (const code of codes) expect(code).toMatch(/^[A-Z0-9]{4}-[A-Z0-9]{4}$/);
    expect(/[01258BILOSUZ]/.test(codes.join(''))).toBe(false);
  });

  it('is read however it was typed', () => {
    const code = createCode();
    expect(readCode(` ${code.toLowerCase().replace('-', ' ')}`)).toBe(code);
    for (const typed of ['', 'ABCD', 'OOOO-OOOO', 'x'.repeat(1_000_000)]) expect(readCode(typed)).toBeNull();
  });

  it('is known again by its hash, which does not hold it', async () => {
    const [code, other] = [createCode(), createCode()];
    const hash = await hashCode(code);
    expect(hash).not.toContain(code.replace('-', ''));
    expect(await matchesHash(code.toLowerCase(), hash)).toBe(true);
    for (const typed of [other, '', 'nonsense']) expect(await matchesHash(typed, hash)).toBe(false);
    expect(await matchesHash(code, null)).toBe(false);
    expect(await matchesHash('', null)).toBe(false);
  });
});

describe('the signing key', () => {
  it('is made once, for this user alone', async () => {
    const key = await readSigningKey(directory, null);
    expect(key).toHaveLength(32);
    expect(await readSigningKey(directory, null)).toEqual(key);
    expect((await stat(join(directory, 'signing.key'))).mode & 0o777).toBe(0o600);
    expect(await readFile(join(directory, 'signing.key'), 'utf8')).not.toBe('');
  });

  it('that was cut off is refused by name, not used', async () => {
    const broken = await mkdtemp(join(directory, 'broken-'));
    await writeFile(join(broken, 'signing.key'), 'abc');
    await expect(readSigningKey(broken, null)).rejects.toThrow(/signing.key is not a signing key/);
  });

  it('may be given instead', async () => {
    const given = await readSigningKey(directory, 'a secret of thirty-two characters');
    expect(given).toEqual(await readSigningKey('/nowhere', 'a secret of thirty-two characters'));
    expect(given).not.toEqual(await readSigningKey(directory, null));
  });
});

describe('a token', () => {
  const subject = { kind: 'member', memberId: 'm1', version: 3 } as const;

  it('says who somebody is, and until when', async () => {
    const tokens = new Tokens(await readSigningKey(directory, null));
    const expiresAt = soon();
    expect(await tokens.read(await tokens.sign(subject, expiresAt))).toEqual({
      ok: true,
      subject,
      expiresAt: new Date(Math.floor(expiresAt.getTime() / 1000) * 1000),
    });
    expect(await tokens.read(await tokens.sign({ kind: 'owner', version: 3 }, soon()))).toMatchObject({
      subject: { kind: 'owner', version: 3 },
    });
  });

  it('that has expired, was changed, or was signed by somebody else, is none', async () => {
    const tokens = new Tokens(await readSigningKey(directory, null));
    const others = new Tokens(await readSigningKey(directory, 'another secret of thirty-two chars'));
    const good = await tokens.sign(subject, soon());
    const [header, , signature] = good.split('.');
    const forged = Buffer.from(JSON.stringify({ kind: 'owner', iss: 'lockstep', exp: 9e9 })).toString('base64url');
    const unsigned = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${forged}.`;
    expect(await tokens.read(await tokens.sign(subject, new Date(Date.now() - 2_000)))).toEqual({
      ok: false,
      reason: 'EXPIRED',
    });
    for (const bad of [await others.sign(subject, soon()), `${header}.${forged}.${signature}`, unsigned, '', 'x.y.z']) {
      expect(await tokens.read(bad)).toEqual({ ok: false, reason: 'INVALID' });
    }
  });
});
