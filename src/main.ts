/** Starts the lab and ends it on a signal. Exit codes: 0 ended as asked, 1 could not start, 70 the store failed. */
import { ConfigError, readConfig } from './config.js';
import { startServer } from './server.js';
import { DirectoryInUseError } from './store/sqlite.js';

try {
  const config = readConfig(process.env);
  const server = await startServer(config, (error) => {
    console.error('The store failed, and the lab cannot promise anything without it:', error);
    process.exit(70);
  });
  console.log(`Lockstep is ready: ${server.url}/graphql`);

  let stopping = false;
  const stop = (): void => {
    // A second signal does not wait.
    if (stopping) process.exit(130);
    stopping = true;
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
