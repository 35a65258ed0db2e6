/**
 * Which lab a command speaks to: the one that it is told; else the one that answers where `npm start` puts
 * it; else one of its own, which ends with the command.
 */
import * as z from 'zod';
import { ask, type Lab } from './api/lab.js';
import { UnreachableError } from './errors.js';
import { parseLab, type LabOptions } from './flags/lab.js';

/** A lab in this process. */
export interface OpenLab {
  readonly url: string;
  close(): Promise<void>;
}

/** What there is on this machine. */
export interface LocalLab {
  /** Where a lab listens that was started here; null where nobody could know. */
  readonly usualUrl: string | null;
  /** Starts one in this process. @throws CommandError */
  readonly open: () => Promise<OpenLab>;
}

/** A lab on this machine says at once that it is there. */
const KNOCK_MS = 3_000;
const KNOCK = { document: '{ __typename }', data: z.object({ __typename: z.string() }) };

export class LabFinder {
  readonly #local: LocalLab;
  readonly #note: (line: string) => void;
  #own: OpenLab | null = null;

  constructor(local: LocalLab, note: (line: string) => void) {
    this.#local = local;
    this.#note = note;
  }

  /** @throws InvalidInputError for an address that is none */
  async find({ url, token: given }: LabOptions): Promise<Lab> {
    // A variable that is set to nothing is not set.
    if (url !== undefined && url.trim() !== '') return parseLab(url, given);
    const token = given?.trim();
    const asking = token ? { token } : {};
    const { usualUrl } = this.#local;
    if (usualUrl !== null && (await answers({ url: usualUrl, ...asking }))) return { url: usualUrl, ...asking };
    if (!this.#own) {
      this.#note('No lab is running: this command starts one of its own.');
      this.#own = await this.#local.open();
    }
    return { url: this.#own.url };
  }

  /** Ends the lab that it started, if it did. */
  async close(): Promise<void> {
    await this.#own?.close();
    this.#own = null;
  }
}

async function answers(lab: Lab): Promise<boolean> {
  try {
    await ask(lab, KNOCK, {}, KNOCK_MS);
    return true;
  } catch (error) {
    if (error instanceof UnreachableError) return false;
    throw error;
  }
}
