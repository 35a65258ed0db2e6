/**
 * One warm worker as its host sees it: called to rounds, watched, ended.
 *
 *   starting → ready → (called, through)* → (being ended) → dead
 *
 * A worker dies once, whoever ended it; `died` tells how.
 */
export interface WarmWorker {
  readonly kind: 'thread' | 'process';
  /** For messages: `process 4711`, `thread 3`. */
  readonly label: string;
  /** Of its own process; null for a thread, and for a process that could not be started. */
  readonly pid: number | null;
  /** Settles when it waits for its first call; rejects when it dies before. */
  readonly ready: Promise<void>;
  /** Resolves when it is gone. */
  readonly died: Promise<Death>;
  /** When the host asked for it. */
  readonly createdNs: bigint;
  /** When its first instruction came, with all that it imports loaded; null until it is ready. */
  readonly beganNs: bigint | null;
  /** It can be called: neither gone nor being ended. */
  readonly alive: boolean;
  call(member: number): void;
  /** Ends it by force. */
  kill(): void;
}

export interface Death {
  /** How it ended, for a person: `was ended by SIGKILL`, `ended with exit code 1`. */
  readonly cause: string;
  /** The host itself ended it. */
  readonly expected: boolean;
}

/** What a worker tells its host without being asked. */
export interface WorkerListener {
  /** All members of the round are through, or one of them has called the round off. */
  onDoorbell(): void;
}
