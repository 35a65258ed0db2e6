/** `npm start`: prepares the checkout and serves. */
import { prepare } from './prepare.mjs';

prepare();
await import('../dist/bundle/main.js');
