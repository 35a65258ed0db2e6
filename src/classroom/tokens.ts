/**
 * Tokens: signed statements of who somebody is, and until when. What they may do is not in them: it is looked
 * up each time, so that a role that changes, changes at once.
 *
 * A token carries the version that its seat had. Raising the seat's version revokes all of its tokens; the lab's
 * owner has a version too.
 */
import { errors, jwtVerify, SignJWT } from 'jose';
import * as z from 'zod';

export type TokenSubject =
  /** `version` is the seat's or the owner's, at the time of signing. */
  | { readonly kind: 'owner'; readonly version: number }
  | { readonly kind: 'member'; readonly memberId: string; readonly version: number };

export type ReadToken =
  | { readonly ok: true; readonly subject: TokenSubject; readonly expiresAt: Date }
  | { readonly ok: false; readonly reason: 'EXPIRED' | 'INVALID' };

const ISSUER = 'lockstep';
const ALGORITHM = 'HS256';

const Claims = z.union([
  z.object({ kind: z.literal('owner'), ver: z.number().int(), exp: z.number() }),
  z.object({ kind: z.literal('member'), sub: z.string().min(1), ver: z.number().int(), exp: z.number() }),
]);

export class Tokens {
  readonly #key: Uint8Array;

  constructor(key: Uint8Array) {
    this.#key = key;
  }

  async sign(subject: TokenSubject, expiresAt: Date): Promise<string> {
    const { kind, version: ver } = subject;
    return new SignJWT(kind === 'owner' ? { kind, ver } : { kind, sub: subject.memberId, ver })
      .setProtectedHeader({ alg: ALGORITHM })
      .setIssuer(ISSUER)
      .setIssuedAt()
      .setExpirationTime(expiresAt)
      .sign(this.#key);
  }

  async read(token: string): Promise<ReadToken> {
    try {
      const { payload } = await jwtVerify(token, this.#key, { issuer: ISSUER, algorithms: [ALGORITHM] });
      const claims = Claims.safeParse(payload);
      if (!claims.success) return { ok: false, reason: 'INVALID' };
      const { data } = claims;
      return {
        ok: true,
        subject:
          data.kind === 'owner'
            ? { kind: 'owner', version: data.ver }
            : { kind: 'member', memberId: data.sub, version: data.ver },
        expiresAt: new Date(data.exp * 1000),
      };
    } catch (error) {
      if (error instanceof errors.JWTExpired) return { ok: false, reason: 'EXPIRED' };
      if (error instanceof errors.JOSEError) return { ok: false, reason: 'INVALID' };
      throw error;
    }
  }
}
