/** Files over HTTP from the lab's own server: the I/O half of the unit's hybrid (row 40). */
import { get } from 'node:http';
import { integer } from '../../domain/task-spec.js';
import { settle } from '../blocking.js';
import { defineTask } from '../task-kind.js';

const LETTERS = 26;
const FIRST_LETTER = 'a'.charCodeAt(0);

const LARGEST_BYTES = 16 * 1024 * 1024;

interface Downloaded {
  readonly bytes: number;
  /** Whether it was the alphabet over and over, as the server writes it. */
  readonly isAlphabet: boolean;
}

export const download = defineTask({
  kind: 'download',
  title: 'Downloads',
  doc:
    'Each worker downloads files over HTTP from a server on this machine, which answers after so much latency. There ' +
    'are two files: worker 0 begins with the first, worker 1 with the second, worker 2 with the first again. ' +
    'Downloads wait far more than they compute, so they overlap even where processor work does not.',
  parameters: {
    files: integer({
      doc: 'Files by each worker, one after another.',
      unit: 'files',
      min: 1,
      max: 1_000,
      default: 1,
    }),
    firstBytes: integer({
      doc: 'Size of the first file.',
      unit: 'bytes',
      min: 0,
      max: LARGEST_BYTES,
      default: 13_265,
    }),
    secondBytes: integer({
      doc: 'Size of the second file.',
      unit: 'bytes',
      min: 0,
      max: LARGEST_BYTES,
      default: 16_384,
    }),
    latencyMs: integer({
      doc: 'How long the server waits before it answers.',
      unit: 'ms',
      min: 0,
      max: 60_000,
      default: 200,
    }),
  },
  primitives: ['NONE'],
  fabrics: ['THREADS', 'PROCESSES', 'SERIAL', 'ASYNC'],
  workUnit: 'files',
  resources: () => [],
  units: ({ files }) => files,
  *body({ parameters, worker, fileServer, report }) {
    let bytes = 0;
    let wrong = 0;
    for (let file = 0; file < parameters.files; file += 1) {
      const size = sizeOf(parameters, worker + file);
      const query = `?bytes=${size}&latencyMs=${parameters.latencyMs}`;
      const downloaded = yield* settle(downloadFile(new URL(query, fileServer)));
      bytes += downloaded.bytes;
      if (downloaded.bytes !== size || !downloaded.isAlphabet) wrong += 1;
      report(file + 1);
    }
    return { files: parameters.files, bytes, wrong };
  },
  report: (result) => result,
  judge({ parameters, workers, reports }) {
    const expected = Array.from({ length: workers }, (_, worker) => {
      let bytes = 0;
      for (let file = 0; file < parameters.files; file += 1) bytes += sizeOf(parameters, worker + file);
      return bytes;
    });
    const wrong = reports.reduce((sum, report) => sum + report.wrong, 0);
    const isExact =
      wrong === 0 &&
      reports.length === workers &&
      reports.every(({ files, bytes }, worker) => files === parameters.files && bytes === expected[worker]);
    return {
      result: isExact ? 'exact' : 'wrong',
      grade: isExact ? 'ACCEPTABLE' : 'FORBIDDEN',
      expected: `${expected.join(', ')} bytes`,
      observed: `${reports.map(({ bytes }) => bytes).join(', ')} bytes${wrong > 0 ? `, ${wrong} files wrong` : ''}`,
    };
  },
});

function sizeOf({ firstBytes, secondBytes }: { firstBytes: number; secondBytes: number }, file: number): number {
  return file % 2 === 0 ? firstBytes : secondBytes;
}

/** A connection of its own for each: none is kept warm, so all downloads cost the same. */
async function downloadFile(url: URL): Promise<Downloaded> {
  return new Promise((resolve, reject) => {
    const request = get(url, { agent: false }, (response) => {
      if (response.statusCode !== 200) {
        response.resume();
        reject(new Error(`The file server answered ${response.statusCode}.`));
        return;
      }
      let bytes = 0;
      let isAlphabet = true;
      response.on('data', (chunk: Buffer) => {
        for (const [index, letter] of chunk.entries()) {
          if (letter !== FIRST_LETTER + ((bytes + index) % LETTERS)) isAlphabet = false;
        }
        bytes += chunk.length;
      });
      response.once('end', () => resolve({ bytes, isAlphabet }));
      response.once('error', reject);
    });
    request.once('error', reject);
  });
}
