/** The flags that every command has: where the lab is, and in what form the answer is wanted. */
import type { Command } from 'commander';
import { Option } from 'commander';
import type { Lab } from '../api/lab.js';
import { InvalidInputError } from '../errors.js';

const EXAMPLE = 'http://127.0.0.1:4000';

export interface AddressOptions {
  readonly url?: string;
  readonly token?: string;
}

export interface LabOptions extends AddressOptions {
  readonly json?: boolean;
}

/** For commands whose answer is shown. */
export function addLabOptions(command: Command): Command {
  return addAddressOptions(command).option('--json', 'print one JSON document, and nothing else, to the output');
}

/** For commands whose answer has a form of its own. */
export function addAddressOptions(command: Command): Command {
  return command
    .addOption(
      new Option('--url <url>', 'where the lab is (default: the one of this machine, or one for this command)').env(
        'LAB_URL',
      ),
    )
    .addOption(new Option('--token <token>', 'who asks, where the lab wants to know').env('LAB_TOKEN'));
}

/**
 * An address without a path is that of the lab's front door; the API is behind it.
 * @throws InvalidInputError
 */
export function parseLab(text: string, token?: string): Lab {
  const given = text.trim();
  const url = URL.canParse(given) ? new URL(given) : null;
  if (url === null || !['http:', 'https:'].includes(url.protocol)) {
    const message = `The address of a lab is such as ${EXAMPLE}; this is "${text}".`;
    throw new InvalidInputError([{ path: 'url', code: 'UNKNOWN', message }]);
  }
  if (url.pathname === '/') url.pathname = '/graphql';
  // As with the address: set to nothing is not set.
  const bearer = token?.trim();
  return { url: url.href, ...(bearer && { token: bearer }) };
}
