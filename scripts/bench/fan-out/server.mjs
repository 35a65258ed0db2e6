/**
 * A server of one board, in a process of its own:
 * - `ws` sends every client the same ready-made string and does nothing else: the reference.
 * - `graphql-ws` executes the subscription for each client, as it comes.
 * - `lockstep` is the lab's own door.
 *
 * It says its address, then obeys: `change` changes the board, `usage` answers with processor and memory.
 */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { useServer } from 'graphql-ws/use/ws';
import { WebSocketServer } from 'ws';
import { endless } from '../../../dist/classroom/sessions.js';
import { openGate } from '../../../dist/http/fan-out/gate.js';
import { serveHttp } from '../../../dist/http/server.js';
import { Board, createSchema } from './board.mjs';

/** A lab without a room for classes: whoever asks is its owner. */
const OPEN = { room: { sessions: { open: async () => endless({ kind: 'owner' }) } } };

const board = new Board();
let onChange = () => {};

async function listen(attach) {
  const server = createServer();
  attach(new WebSocketServer({ server, path: '/graphql' }));
  await new Promise((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return `http://127.0.0.1:${server.address().port}`;
}

/** As the other servers send it. */
function text() {
  const payload = JSON.stringify({ data: { leaderboard: board.snapshot() } });
  return `{"id":"${'0'.repeat(36)}","type":"next","payload":${payload}}`;
}

const SERVERS = {
  ws: () =>
    listen((sockets) => {
      sockets.on('connection', (socket) => {
        socket.on('message', (message) => {
          if (String(message).includes('connection_init')) socket.send('{"type":"connection_ack"}');
          else socket.send(text());
        });
      });
      onChange = () => {
        const ready = text();
        for (const socket of sockets.clients) socket.send(ready);
      };
    }),
  'graphql-ws': () => listen((sockets) => useServer({ schema: createSchema(board) }, sockets)),
  lockstep: async () => {
    const { url } = await serveHttp(createSchema(board), OPEN, openGate(Object), '127.0.0.1', 0);
    return url;
  },
};

process.on('message', (message) => {
  if (message === 'change') {
    board.change();
    onChange();
  } else {
    const { user, system } = process.cpuUsage();
    const peak = Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]);
    process.send({
      cpuMs: (user + system) / 1000,
      kernelMs: system / 1000,
      rssMb: process.memoryUsage.rss() / 1e6,
      peakMb: (peak * 1024) / 1e6,
    });
  }
});
process.on('disconnect', () => process.exit());
process.send(await SERVERS[process.argv[2]]());
