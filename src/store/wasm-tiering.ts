/**
 * Prisma's query compiler and schema engine are WebAssembly, 10 MB of it. V8 optimises a function of a module
 * after some 1.8 MB of executed code, which at every start of the lab is hundreds of functions that are hardly
 * called again: a third of the processor time of a start. With ten times that budget only what goes on being
 * called is optimised. Before any module is instantiated.
 */
import { setFlagsFromString } from 'node:v8';

const BUDGET_BYTES = 20_000_000;

setFlagsFromString(`--wasm-tiering-budget=${BUDGET_BYTES}`);
