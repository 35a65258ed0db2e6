/** Starts the lab and ends it on a signal. Exit codes: 0 ended as asked, 1 could not start, 70 the store failed. */
import { ConfigError, readConfig } from './config.js';
import { startServer } from './server.js';
import { DirectoryInUseError } from './store/sqlite.js';

/** Two signals closer than this are one. */
const SAME_SIGNAL_MS = 200;

try {
  const config = readConfig(process.env);
  const server = await startServer(config, (error) => {
    console.error('The store failed, and the lab cannot promise anything without it:', error);
    process.exit(70);
  });
  if (server.ownerTokenPath) {
    console.log(
      `This address is not this machine's alone, so all need a token. The owner's is in ${server.ownerTokenPath}`,
    );
  }
  console.log(`Lockstep is ready: ${server.url}/graphql`);

  let stoppingSince: number | null = null;
  const stop = (): void => {
    if (stoppingSince !== null) {
      // A second signal does not wait. But npm may pass one Ctrl-C on that the terminal has sent already.
      if (performance.now() - stoppingSince > SAME_SIGNAL_MS) process.exit(130);
      return;
    }
    stoppingSince = performance.now();
    server.close().then(
      () => process.exit(0),
      (error: unknown) => {
        console.error(error);
        process.exit(1);
      },
    );
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
} catch (error) {
  console.error(explain(error));
  process.exit(1);
}

function explain(error: unknown): unknown {
  if (error instanceof ConfigError || error instanceof DirectoryInUseError) return error.message;
  if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') {
    return 'The port is taken. Set PORT to another one (0 takes any free one).';
  }
  return error;
}
