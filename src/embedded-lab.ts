/**
 * A lab for one command: the same server as `npm start` has, with the same data, on a free port of this
 * process. It ends with the command; what still waits then is run by the next lab on this data.
 */
import { DataInUseError, InvalidInputError } from './cli/errors.js';
import type { OpenLab } from './cli/find-lab.js';
import { ConfigError, readConfig } from './config.js';
import { GRAPHQL_PATH } from './http/path.js';
import { readAddress } from './store/address.js';

/** Where `npm start` listens with this environment; null where that is on any free port. */
export function usualUrl(environment: NodeJS.ProcessEnv): string | null {
  try {
    const { port } = readConfig(environment);
    return port === 0 ? null : `http://127.0.0.1:${port}${GRAPHQL_PATH}`;
  } catch (error) {
    // Told when a lab is to be started with it; a command that names its lab has no use for it.
    if (error instanceof ConfigError) return null;
    throw error;
  }
}

/**
 * @throws InvalidInputError where the environment cannot be used
 * @throws DataInUseError where another lab has the data
 */
export async function openEmbeddedLab(environment: NodeJS.ProcessEnv): Promise<OpenLab> {
  const config = readForCommand(environment);
  // Loaded when it is needed: the server weighs much more than a client, and most commands find one that runs.
  const [{ startServer }, { DirectoryInUseError }] = await Promise.all([
    import('./server.js'),
    import('./store/sqlite.js'),
  ]);
  try {
    const server = await startServer({ ...config, host: '127.0.0.1', port: 0 }, (error) => {
      console.error('The store failed, and the lab cannot promise anything without it:', error);
      process.exit(70);
    });
    return { url: `${server.url}${GRAPHQL_PATH}`, close: () => server.close() };
  } catch (error) {
    if (!(error instanceof DirectoryInUseError)) throw error;
    const address = await readAddress(config.dataDirectory);
    const where = address === null ? 'it does not say where' : `it is at ${address}`;
    const how = address === null ? 'Name it with --url' : `Use it with --url ${address}`;
    throw new DataInUseError(
      `A lab has ${config.dataDirectory} already; ${where}. ${how}, or set DATA_DIR to another place.`,
      { cause: error },
    );
  }
}

function readForCommand(environment: NodeJS.ProcessEnv): ReturnType<typeof readConfig> {
  try {
    return readConfig(environment);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    throw new InvalidInputError([{ path: 'environment', code: 'UNKNOWN', message: error.message }]);
  }
}
