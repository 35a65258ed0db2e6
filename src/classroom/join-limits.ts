/**
 * How often a wrong code may be tried: by one address, and by all of them together, so that many addresses do
 * not make up for one.
 *
 * An attempt is counted before its answer is known, else a burst would pass before the first wrong one counts,
 * and taken back when it was right: a class of forty behind one address joins within a minute.
 */
import { isIPv6 } from 'node:net';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';

const WINDOW_SECONDS = 60;
const OF_ONE_ADDRESS = 60;
const OF_ALL = 600;
const ALL = 'all';

export interface Attempt {
  /** It was right after all. */
  takeBack(): Promise<void>;
}

export interface TooMany {
  readonly retryAfterMs: number;
}

export class JoinLimits {
  readonly #address = new RateLimiterMemory({ points: OF_ONE_ADDRESS, duration: WINDOW_SECONDS });
  readonly #all = new RateLimiterMemory({ points: OF_ALL, duration: WINDOW_SECONDS });

  async attempt(address: string): Promise<Attempt | TooMany> {
    const key = addressKey(address);
    try {
      await this.#address.consume(key);
      await this.#all.consume(ALL);
    } catch (refusal) {
      if (refusal instanceof RateLimiterRes) return { retryAfterMs: Math.max(1, Math.round(refusal.msBeforeNext)) };
      throw refusal;
    }
    return {
      takeBack: async () => {
        await this.#address.reward(key);
        await this.#all.reward(ALL);
      },
    };
  }
}

/** Of IPv6 the network: whoever has one address of it has 2^64. */
export function addressKey(address: string): string {
  const bare = address.replace(/^::ffff:(?=\d+\.)/, '');
  if (!isIPv6(bare)) return bare;
  const [head = '', tail] = (bare.split('%')[0] ?? '').split('::');
  const [front, back] = [groupsOf(head), groupsOf(tail)];
  const zeros =
    tail === undefined ? [] : Array.from({ length: Math.max(0, 8 - front.length - back.length) }, () => '0');
  return [...front, ...zeros, ...back]
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':');
}

function groupsOf(part: string | undefined): readonly string[] {
  return part ? part.split(':') : [];
}
