/**
 * Codes that people read out and type: from letters and digits of which no two look alike, in groups of four.
 * Eight of them are 36 bits: at the rate that the lab allows wrong ones, centuries.
 */
import { randomInt, scrypt, timingSafeEqual, randomBytes } from 'node:crypto';

const ALPHABET = 'ACDEFGHJKMNPQRTVWXY34679';
const LENGTH = 8;

/** `ABCD-EFGH`. */
export function createCode(): string {
  const letters = Array.from({ length: LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');
  return `${letters.slice(0, LENGTH / 2)}-${letters.slice(LENGTH / 2)}`;
}

/** As it was made, from however it was typed; null where it cannot be a code. */
export function readCode(typed: string): string | null {
  // Not a megabyte of it.
  const letters = typed.slice(0, 40).toUpperCase().replaceAll(/[\s-]/gu, '');
  if (
    letters.length !== LENGTH ||
    !/^[A-Z0-9]+$/.test(letters) ||
    Array.from(letters).some((letter) => !ALPHABET.includes(letter))
  )
    return null;
  return `${letters.slice(0, LENGTH / 2)}-${letters.slice(LENGTH / 2)}`;
}

const KEY_BYTES = 32;
/** Some 10 ms: what slows down a thief of the store must not weigh on what is being measured. */
const COST = { N: 4_096 };

const derive = (code: string, salt: Buffer): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    scrypt(code, salt, KEY_BYTES, COST, (error, key) => (error ? reject(error) : resolve(key)));
  });

/** What is stored of a secret code: slow to try out, for whoever gets hold of the store. */
export async function hashCode(code: string): Promise<string> {
  const salt = randomBytes(16);
  return `${salt.toString('base64url')}.${(await derive(code, salt)).toString('base64url')}`;
}

/** Takes as long for a wrong one, and for one that is none. */
export async function matchesHash(typed: string, hash: string | null): Promise<boolean> {
  const [salt = '', expected = ''] = (hash ?? NOBODY).split('.');
  const derived = await derive(readCode(typed) ?? '', Buffer.from(salt, 'base64url'));
  return timingSafeEqual(derived, Buffer.from(expected, 'base64url')) && hash !== null;
}

/** A hash that nothing matches, so that a seat that does not exist costs as much time as one that does. */
const NOBODY = `${Buffer.alloc(16).toString('base64url')}.${Buffer.alloc(KEY_BYTES).toString('base64url')}`;
