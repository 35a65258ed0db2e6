/** The client against a real lab: typed answers and errors, tokens, and a lab that is killed and comes back. */
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import {
  accepted,
  graphql,
  InvalidInputError,
  LabClient,
  RefusedError,
  UnreachableError,
  type LabClientOptions,
} from '../../src/client/index.js';
import { beginBatch } from '../support/batch.js';
import { createClassroom, join, openChallenge, submitTry, tryRejoin, type Seat } from '../support/classroom.js';
import { ask, run } from '../support/client.js';
import { removeTestServer, startTestServer, type TestServer } from '../support/server.js';

let server: TestServer;
const clients: LabClient[] = [];

function connect(options: Partial<LabClientOptions> = {}): LabClient {
  const client = new LabClient({ url: server.url, webSocket: WebSocket, ...options });
  clients.push(client);
  return client;
}

beforeAll(async () => {
  server = await startTestServer();
});

afterAll(async () => {
  for (const client of clients) client.close();
  await removeTestServer(server);
});

const DEFINE = graphql(`
  mutation ($input: ExperimentInput!) {
    defineExperiment(input: $input) {
      __typename
      ... on Experiment {
        id
        workers
      }
      ... on InvalidInput {
        problems {
          path
          code
          message
        }
      }
    }
  }
`);

const LENGTH = graphql(`
  subscription {
    queue {
      length
    }
  }
`);

describe('asking', () => {
  it('gives typed answers, of a document or of a text', async () => {
    const lab = connect();
    const { defineExperiment } = await lab.ask(DEFINE, { input: { task: { countdown: { n: 10 } }, workers: 3 } });
    expect(accepted(defineExperiment).workers).toBe(3);
    expect(await lab.ask('{ queue { length } }')).toEqual({ queue: { length: 0 } });
  });

  it('needs no WebSocket', async () => {
    const lab = new LabClient({ url: server.url });
    expect(await lab.ask('{ __typename }')).toEqual({ __typename: 'Query' });
    lab.close();
  });

  it('throws what the lab refuses, with all problems of an input', async () => {
    const input = { task: { countdown: { n: 0 } }, workers: 100 };
    const { defineExperiment } = await connect().ask(DEFINE, { input });
    const refused = await Promise.resolve(defineExperiment)
      .then(accepted)
      .catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(InvalidInputError);
    const { problems, message } = refused as InvalidInputError;
    expect(problems.map(({ path }) => path).toSorted()).toEqual(['task.countdown.n', 'workers']);
    for (const problem of problems) expect(message).toContain(problem.message);
  });

  it('throws GraphQL errors with their codes, over HTTP and over WebSocket', async () => {
    const lab = connect();
    await expect(lab.ask('{ nonsense }')).rejects.toMatchObject({ code: 'GRAPHQL_VALIDATION_FAILED' });
    await expect(lab.runEvents('no-such-run').next()).rejects.toBeInstanceOf(RefusedError);
    await expect(lab.watch('subscription { nonsense }').next()).rejects.toMatchObject({
      code: 'GRAPHQL_VALIDATION_FAILED',
    });
  });

  it('tells when nobody answers, and gives up when it is told to', async () => {
    const lab = connect({ url: 'http://127.0.0.1:9/graphql', patience: { totalMs: 0 } });
    await expect(lab.ask('{ __typename }')).rejects.toBeInstanceOf(UnreachableError);
    await expect(lab.persist(() => lab.ask('{ __typename }'))).rejects.toBeInstanceOf(UnreachableError);
    await expect(lab.watch(LENGTH).next()).rejects.toBeInstanceOf(UnreachableError);
    const abort = new AbortController();
    abort.abort(new Error('Enough.'));
    await expect(connect().ask('{ __typename }', {}, { signal: abort.signal })).rejects.toThrow('Enough.');
  });
});

/** 1, 2, 3 and so on: without a gap, and none twice. */
function upTo({ length }: readonly number[]): readonly number[] {
  return Array.from({ length }, (_, index) => index + 1);
}

describe('following', () => {
  it('ends with its signal, with its loop, and with the client', async () => {
    const lab = connect();
    const abort = new AbortController();
    for await (const { queue } of lab.watch(LENGTH, {}, { signal: abort.signal })) {
      expect(queue.length).toBe(0);
      abort.abort();
    }
    const rest = lab.watch(LENGTH);
    await rest.next();
    const next = rest.next();
    lab.close();
    expect(await next).toEqual({ done: true, value: undefined });
  });

  it('can be closed while it is still connecting', async () => {
    const deaf = createServer().listen(0, '127.0.0.1');
    await once(deaf, 'listening');
    const sockets: WebSocket[] = [];
    const webSocket = class extends WebSocket {
      constructor(...given: ConstructorParameters<typeof WebSocket>) {
        super(...given);
        sockets.push(this);
      }
    };
    const { port } = deaf.address() as AddressInfo;
    const lab = connect({ url: `http://127.0.0.1:${port}/graphql`, webSocket });
    const next = lab.watch(LENGTH).next();
    const socket = await vi.waitUntil(() => sockets[0], { timeout: 120_000 });
    expect(socket.readyState).toBe(WebSocket.CONNECTING);
    const closed = new Promise((resolve) => socket.on('close', resolve));
    lab.close();
    expect(await next).toEqual({ done: true, value: undefined });
    await closed;
    deaf.close();
  });

  it('loses nothing and tells nothing twice over a lab that is killed again and again', async () => {
    const said: string[] = [];
    const lab = connect({ onOutage: { lost: () => said.push('lost'), restored: () => said.push('restored') } });
    const seen = { run: [] as number[], batch: [] as number[], queue: [] as number[], typenames: [] as string[] };
    const runId = await run(server.url, { task: { countdown: { n: 3_000_000_000 } }, repetitions: 2, warmup: 0 });
    const batchId = await beginBatch(server.url, {
      matrix: { task: [{ ioWait: {} }], fabric: ['ASYNC', 'THREADS'], repetitions: { values: [2] } },
      repetitions: 3,
    });
    const ended = new AbortController();
    const following = Promise.all([
      (async () => {
        for await (const { seq, __typename } of lab.runEvents(runId)) {
          seen.run.push(seq);
          seen.typenames.push(__typename);
        }
      })(),
      (async () => {
        for await (const { seq } of lab.batchEvents(batchId)) seen.batch.push(seq);
        ended.abort();
      })(),
      (async () => {
        for await (const { queue } of lab.watch(LENGTH, {}, { signal: ended.signal })) seen.queue.push(queue.length);
      })(),
    ]);
    for (let kill = 1; kill <= 2; kill += 1) {
      const before = seen.run.length;
      await vi.waitFor(() => expect(seen.run.length).toBeGreaterThan(before + 1), { timeout: 120_000, interval: 10 });
      await server.kill();
      server = await server.restart();
    }
    await following;
    expect(seen.run).toEqual(upTo(seen.run));
    expect(seen.typenames.at(-1)).toBe('RunFinished');
    expect(seen.batch).toEqual(upTo(seen.batch));
    const told = await ask<{ run: { events: { seq: number }[] } }>(
      server.url,
      `{ run(id: "${runId}") { events { seq } } }`,
    );
    expect(seen.run).toEqual(told.run.events.map(({ seq }) => seq));
    expect(seen.queue.every((length, index) => length !== seen.queue[index - 1])).toBe(true);
    expect(seen.queue.at(-1)).toBe(0);
    expect(said.length).toBeGreaterThanOrEqual(2);
    expect(said.every((word, index) => word === (index % 2 === 0 ? 'lost' : 'restored'))).toBe(true);
  });

  it('goes on after a cursor of an earlier visit', async () => {
    const runId = await run(server.url, { task: { countdown: { n: 10 } }, repetitions: 2 });
    const seqsOf = async (after?: number): Promise<readonly number[]> => {
      const seqs: number[] = [];
      for await (const { seq } of connect().runEvents(runId, { after })) seqs.push(seq);
      return seqs;
    };
    const all = await seqsOf();
    expect(await seqsOf(3)).toEqual(all.slice(3));
  });
});

// From here on there is a classroom, and the lab wants a token from everybody.
describe('a class', () => {
  const BOARD = graphql(`
    subscription ($id: ID!) {
      leaderboard(challengeId: $id) {
        seq
        entries {
          rank
          name
          value
        }
      }
    }
  `);
  const ME = graphql(`
    query {
      me {
        displayName
      }
    }
  `);
  let instructor: Seat;
  let challengeId: string;

  beforeAll(async () => {
    instructor = await createClassroom(server.url);
    challengeId = await openChallenge(server.url, instructor);
  });

  it('watches its board over a lab that is killed, and ends with the newest', async () => {
    const ada = await join(server.url, instructor.classroom.code, 'Ada');
    const alan = await join(server.url, instructor.classroom.code, 'Alan');
    const lab = connect({ token: ada.token });
    const texts: string[] = [];
    const seqs: number[] = [];
    const names = new Set<string>();
    const ended = new AbortController();
    const watching = (async () => {
      for await (const { leaderboard } of lab.watch(BOARD, { id: challengeId }, { signal: ended.signal })) {
        texts.push(JSON.stringify(leaderboard));
        seqs.push(leaderboard?.seq ?? -1);
        for (const { name } of leaderboard?.entries ?? []) names.add(name);
      }
    })();
    await submitTry(server.url, ada.token, challengeId, { task: { counter: {} }, primitive: 'ATOMIC' });
    await vi.waitFor(() => expect(names).toContain('Ada'), { timeout: 120_000 });
    await server.kill();
    server = await server.restart();
    await submitTry(server.url, alan.token, challengeId, { task: { counter: {} }, primitive: 'ATOMIC' });
    await vi.waitFor(() => expect(names).toContain('Alan'), { timeout: 120_000 });
    ended.abort();
    await watching;
    expect(texts.every((text, index) => text !== texts[index - 1])).toBe(true);
    expect(seqs).toEqual(seqs.toSorted((a, b) => a - b));
  });

  it('is told why a token is no good, and goes on with another one', async () => {
    const { code } = instructor.classroom;
    const seat = await join(server.url, code, 'Grace');
    let { token } = seat;
    const lab = connect({ token: () => token });
    expect((await lab.ask(ME)).me?.displayName).toBe('Grace');
    const board = lab.watch(BOARD, { id: challengeId });
    await board.next();
    await ask(
      server.url,
      `mutation ($id: ID!) { revokeToken(memberId: $id) { __typename } }`,
      { id: seat.member.id },
      instructor.token,
    );
    const isRevoked = { code: 'UNAUTHENTICATED', reason: 'REVOKED' };
    await expect(board.next()).rejects.toMatchObject(isRevoked);
    await expect(lab.ask(ME)).rejects.toMatchObject(isRevoked);
    const again = await tryRejoin(server.url, code, 'Grace', seat.seatKey ?? '');
    if (!('token' in again)) throw new Error('The seat was refused.');
    token = again.token;
    expect((await lab.ask(ME)).me?.displayName).toBe('Grace');
    const { done } = await lab.watch(BOARD, { id: challengeId }).next();
    expect(done).toBe(false);
  });
});
