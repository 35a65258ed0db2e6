/**
 * Atomic operations on the memory of a WebAssembly module, in place of `Atomics`: the same machine
 * instructions, but V8 compiles them into their caller, where a method of `Atomics` stays a call. Here a lock's
 * pair of two takes about half the time so, and a load almost none.
 *
 * The module has no state and no code but these five functions, each one instruction between its arguments and
 * its result; it is put together here by hand, after the core specification's binary format (version 1, and
 * the threads proposal for the instructions with the prefix 0xfe). Addresses count bytes. All are sequentially
 * consistent.
 */

export interface AtomicOperations {
  load(address: number): number;
  store(address: number, value: number): void;
  compareExchange(address: number, expected: number, replacement: number): number;
  exchange(address: number, value: number): number;
  add(address: number, delta: number): number;
}

/** A page of WebAssembly memory. */
export const PAGE_BYTES = 65_536;
/** As many as 32 bits can address. */
const MOST_PAGES = 65_536;

const HEADER = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00];
const SECTION = { type: 1, import: 2, function: 3, export: 7, code: 10 } as const;
const I32 = 0x7f;
const FUNCTION_TYPE = 0x60;
const IMPORT_MEMORY = 0x02;
const SHARED_WITH_MAXIMUM = 0x03;
const EXPORT_FUNCTION = 0x00;
const LOCAL_GET = 0x20;
const ATOMIC = 0xfe;
const ALIGNED_TO_WORD = [0x02, 0x00];
const END = 0x0b;

/** Each function's name, its instruction, how many words it takes, and how many it gives. */
const OPERATIONS = [
  ['load', 0x10, 1, 1],
  ['store', 0x17, 2, 0],
  ['compareExchange', 0x48, 3, 1],
  ['exchange', 0x41, 2, 1],
  ['add', 0x1e, 2, 1],
] as const;

let compiled: WebAssembly.Module | undefined;

/** Memory that `operationsOn` takes: it is V8's own until something else is mapped over it. */
export function createModuleMemory(pages: number): WebAssembly.Memory {
  return new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true });
}

/** @param memory from `createModuleMemory` */
export function operationsOn(memory: WebAssembly.Memory): AtomicOperations {
  compiled ??= new WebAssembly.Module(assemble());
  // That the module exports just these is written above.
  return new WebAssembly.Instance(compiled, { host: { memory } }).exports as unknown as AtomicOperations;
}

function assemble(): Uint8Array<ArrayBuffer> {
  const numbered = OPERATIONS.map((operation, index) => [index, ...operation] as const);
  return new Uint8Array([
    ...HEADER,
    ...section(
      SECTION.type,
      OPERATIONS.map(([, , takes, gives]) => [FUNCTION_TYPE, ...list(words(takes)), ...list(words(gives))]),
    ),
    ...section(SECTION.import, [
      [...text('host'), ...text('memory'), IMPORT_MEMORY, SHARED_WITH_MAXIMUM, ...unsigned(0), ...unsigned(MOST_PAGES)],
    ]),
    ...section(
      SECTION.function,
      numbered.map(([index]) => unsigned(index)),
    ),
    ...section(
      SECTION.export,
      numbered.map(([index, name]) => [...text(name), EXPORT_FUNCTION, ...unsigned(index)]),
    ),
    ...section(
      SECTION.code,
      OPERATIONS.map(([, instruction, takes]) => {
        const locals = list([]);
        const operands = Array.from({ length: takes }, (_, local) => [LOCAL_GET, local]).flat();
        return list([...locals, ...operands, ATOMIC, instruction, ...ALIGNED_TO_WORD, END].map((byte) => [byte]));
      }),
    ),
  ]);
}

function section(id: number, entries: readonly (readonly number[])[]): readonly number[] {
  const body = list(entries);
  return [id, ...unsigned(body.length), ...body];
}

/** Its length, then its entries. */
function list(entries: readonly (readonly number[])[]): readonly number[] {
  return [...unsigned(entries.length), ...entries.flat()];
}

function words(count: number): readonly (readonly number[])[] {
  return Array.from({ length: count }, () => [I32]);
}

function text(ascii: string): readonly number[] {
  return list([...Buffer.from(ascii, 'ascii')].map((byte) => [byte]));
}

/** LEB128. */
function unsigned(value: number): readonly number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...unsigned(value >>> 7)];
}
