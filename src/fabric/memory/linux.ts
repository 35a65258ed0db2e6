/**
 * The few system calls of Linux that Node does not offer, through koffi: shared mappings, `futex`, the
 * processor time of one thread, and the signal that a child gets when its parent dies.
 */
import { createRequire } from 'node:module';
import { arch, platform } from 'node:os';
import type * as Koffi from 'koffi';
import { createModuleMemory } from './atomic-module.js';

export interface Linux {
  /** @returns a file descriptor of an anonymous file of so many bytes, gone with its last user. */
  createMemoryFile(bytes: number): number;
  /** Maps the file, shared, in place of the buffer's own pages. @returns its address. */
  mapOver(buffer: ArrayBufferLike, descriptor: number): number;
  /** Sleeps while the word at `address` is `expected`. @returns 0, or the error number. */
  futexWait(address: number, expected: number, timeoutMs: number): number;
  /** @returns how many it woke. */
  futexWake(address: number, count: number): number;
  /** Processor time of the calling thread, and how often it gave its core away or lost it. */
  threadUsage(): {
    readonly cpuNs: number;
    readonly voluntarySwitches: number;
    readonly involuntarySwitches: number;
  };
  /** The kernel kills this process when its parent dies. */
  dieWithParent(): void;
}

export const EAGAIN = 11;
export const ETIMEDOUT = 110;

const FUTEX_NUMBER: Readonly<Record<string, number>> = { x64: 202, arm64: 98 };
const FUTEX_WAIT = 0;
const FUTEX_WAKE = 1;
const PROT_READ_WRITE = 3;
const MAP_SHARED_FIXED_NORESERVE = 0x4011;
const CLOSE_ON_EXEC = 1;
const CLOCK_THREAD_CPUTIME_ID = 3;
const RUSAGE_THREAD = 1;
/** `struct rusage` as 64-bit words, and where its two counts of context switches are. */
const RUSAGE = { words: 18, voluntary: 16, involuntary: 17 } as const;
const PR_SET_PDEATHSIG = 1;
const SIGKILL = 9;

export type LinuxOrReason =
  { readonly available: true; readonly linux: Linux } | { readonly available: false; readonly reason: string };

let loaded: LinuxOrReason | undefined;

/** Loads once per thread; says why where it cannot. */
export function loadLinux(): LinuxOrReason {
  loaded ??= load();
  return loaded;
}

function load(): LinuxOrReason {
  const futexNumber = FUTEX_NUMBER[arch()];
  if (platform() !== 'linux' || futexNumber === undefined) {
    return {
      available: false,
      reason: `shared memory between processes needs Linux on x64 or arm64; this is ${platform()} on ${arch()}.`,
    };
  }
  if (process.env['LAB_WITHOUT_KOFFI'] === '1') {
    return { available: false, reason: 'koffi is switched off by LAB_WITHOUT_KOFFI.' };
  }
  try {
    // V8 sets some 10 GB of addresses aside for each; no memory stands behind them.
    createModuleMemory(1);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return { available: false, reason: 'there are too few addresses for shared memory: is there a `ulimit -v`?' };
  }
  try {
    const koffi = createRequire(import.meta.url)('koffi') as typeof Koffi;
    return { available: true, linux: bind(koffi, futexNumber) };
  } catch (error) {
    return {
      available: false,
      reason: `koffi does not load: ${error instanceof Error ? error.message : String(error)}`,
    };
  }
}

function bind(koffi: typeof Koffi, futexNumber: number): Linux {
  const libc = koffi.load(null);
  const memfdCreate = libc.func('int memfd_create(const char *name, unsigned int flags)');
  const ftruncate = libc.func('int ftruncate(int fd, int64_t length)');
  const mmap = libc.func('void *mmap(void *addr, size_t length, int prot, int flags, int fd, int64_t offset)');
  // The timeout goes by its address: passing an array costs more than the rest of the call's arguments.
  const futex = libc.func('long syscall(long number, intptr_t address, int op, uint32_t value, intptr_t timeout)');
  const clockGettime = libc.func('int clock_gettime(int clock, int64_t *time)');
  const getrusage = libc.func('int getrusage(int who, int64_t *usage)');
  const prctl = libc.func('int prctl(int option, unsigned long a, unsigned long b, unsigned long c, unsigned long d)');
  const timespec = koffi.alloc('int64_t', 2);
  const timeoutAddress = Number(koffi.address(timespec));
  const timeout = new BigInt64Array(koffi.view(timespec, 16));
  let lastTimeoutMs = 0;
  const clock = new BigInt64Array(2);
  const usage = new BigInt64Array(RUSAGE.words);

  const fail = (call: string): never => {
    throw new Error(`${call} failed with error number ${koffi.errno()}.`);
  };

  return {
    createMemoryFile(bytes) {
      const descriptor: number = memfdCreate('lockstep', CLOSE_ON_EXEC);
      if (descriptor < 0) fail('memfd_create');
      if (ftruncate(descriptor, bytes) !== 0) fail('ftruncate');
      return descriptor;
    },
    mapOver(buffer, descriptor) {
      const bytes = buffer.byteLength;
      const place = new Uint8Array(buffer);
      const pointer: unknown = mmap(place, bytes, PROT_READ_WRITE, MAP_SHARED_FIXED_NORESERVE, descriptor, 0);
      const address = Number(koffi.address(pointer));
      // MAP_FAILED is the highest address there is.
      if (!Number.isSafeInteger(address) || address <= 0) fail('mmap');
      return address;
    },
    futexWait(address, expected, timeoutMs) {
      // Mostly the longest sleep, as the last time.
      if (timeoutMs !== Infinity && timeoutMs !== lastTimeoutMs) {
        const wholeSeconds = Math.floor(timeoutMs / 1000);
        timeout[0] = BigInt(wholeSeconds);
        timeout[1] = BigInt(Math.floor((timeoutMs - wholeSeconds * 1000) * 1e6));
        lastTimeoutMs = timeoutMs;
      }
      const limit = timeoutMs === Infinity ? 0 : timeoutAddress;
      return futex(futexNumber, address, FUTEX_WAIT, expected >>> 0, limit) === 0 ? 0 : koffi.errno();
    },
    futexWake(address, count) {
      return futex(futexNumber, address, FUTEX_WAKE, count, 0);
    },
    threadUsage() {
      if (getrusage(RUSAGE_THREAD, usage) !== 0) fail('getrusage');
      // getrusage tells processor time too, but only in ticks on some kernels.
      if (clockGettime(CLOCK_THREAD_CPUTIME_ID, clock) !== 0) fail('clock_gettime');
      return {
        cpuNs: Number(clock[0]) * 1e9 + Number(clock[1]),
        voluntarySwitches: Number(usage[RUSAGE.voluntary]),
        involuntarySwitches: Number(usage[RUSAGE.involuntary]),
      };
    },
    dieWithParent() {
      if (prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) !== 0) fail('prctl');
    },
  };
}
