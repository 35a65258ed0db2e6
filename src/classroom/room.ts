/**
 * The classroom room: members, challenges, ranking and predictions, put together. It sits above the scheduler,
 * which tells it that a run has ended, and below the schema, which asks it who somebody is.
 */
import type { Offer } from '../domain/plan.js';
import type { Scheduler } from '../scheduler/scheduler.js';
import { ClassroomRecords } from '../store/classroom-records.js';
import type { PrismaClient } from '../store/open.js';
import type { Records } from '../store/records.js';
import { createAgendas, type Agendas } from './agendas.js';
import { Boards } from './boards.js';
import { Challenges } from './challenges.js';
import { Classrooms } from './classrooms.js';
import { Deadlines } from './deadlines.js';
import { createOutcomePools, type OutcomePools } from './outcome-pools.js';
import { OwnerToken } from './owner-token.js';
import { References } from './references.js';
import { Reveal } from './reveal.js';
import { Seats } from './seats.js';
import { Serial } from './serial.js';
import { Sessions } from './sessions.js';
import { Settlement } from './settlement.js';
import { Tokens } from './tokens.js';

export class ClassroomRoom {
  readonly records: ClassroomRecords;
  readonly tokens: Tokens;
  readonly sessions: Sessions;
  readonly ownerToken: OwnerToken;
  readonly seats: Seats;
  readonly classrooms: Classrooms;
  readonly challenges: Challenges;
  readonly boards: Boards;
  readonly agendas: Agendas;
  readonly reveal: Reveal;
  readonly pools: OutcomePools;
  readonly #settlement: Settlement;
  readonly #deadlines: Deadlines;
  readonly #serial = new Serial();

  constructor(parts: {
    readonly prisma: PrismaClient;
    readonly records: Records;
    readonly scheduler: Scheduler;
    readonly offer: Offer;
    readonly signingKey: Uint8Array;
    readonly dataDirectory: string;
    /** Only this machine can reach it: without a classroom, whoever asks is its owner. */
    readonly onLoopback: boolean;
    readonly onBroken: (error: unknown) => void;
  }) {
    const { records, scheduler, offer, dataDirectory, onBroken } = parts;
    const serial = this.#serial;
    const classroomRecords = new ClassroomRecords(parts.prisma);
    this.records = classroomRecords;
    this.tokens = new Tokens(parts.signingKey);
    this.sessions = new Sessions(this.tokens, classroomRecords, () => parts.onLoopback && !this.classrooms.exist);
    this.agendas = createAgendas(classroomRecords);
    this.boards = new Boards(records, classroomRecords, this.agendas);
    const { tokens, sessions, boards, agendas } = this;
    this.ownerToken = new OwnerToken({ dataDirectory, records, classroomRecords, tokens, sessions });
    this.pools = createOutcomePools(classroomRecords);
    this.seats = new Seats({ records, classroomRecords, tokens, sessions, serial });
    const { seats, pools } = this;
    this.classrooms = new Classrooms({
      records,
      classroomRecords,
      scheduler,
      seats,
      sessions,
      boards,
      agendas,
      pools,
      serial,
    });
    const deadlines = new Deadlines({ classroomRecords, boards, serial, onBroken });
    this.#deadlines = deadlines;
    this.challenges = new Challenges({
      records,
      classroomRecords,
      scheduler,
      boards,
      agendas,
      deadlines,
      serial,
      offer,
    });
    const references = new References(classroomRecords, scheduler, boards);
    this.#settlement = new Settlement(records, classroomRecords, scheduler, boards, references);
    this.reveal = new Reveal({ classroomRecords, boards, settlement: this.#settlement, serial, onBroken });
  }

  /**
   * Takes up what an earlier server left: deadlines that passed meanwhile, runs that ended just before a crash,
   * reveals that were under way.
   */
  async recover(): Promise<void> {
    await this.classrooms.recover();
    await this.#deadlines.recover();
    await this.#serial.run(async () => {
      for (const challenge of await this.records.findChallenges({
        phases: ['SCHEDULED', 'OPEN', 'CLOSED', 'VERIFYING'],
      })) {
        await this.#settlement.settleReferences(challenge);
      }
      for (const submission of await this.records.findPending()) await this.#settlement.settle(submission);
      for (const { id } of await this.records.findChallenges({ phases: ['VERIFYING', 'REVEALING'] })) {
        for (const submission of await this.records.findChecked(id)) await this.#settlement.settle(submission);
        await this.reveal.goOn(id);
      }
    });
  }

  onRunEnded(runId: string): Promise<void> {
    return this.#serial.run(async () => {
      const challengeId = await this.#settlement.onRunEnded(runId);
      if (challengeId === null) return;
      this.pools.changed(challengeId);
      await this.reveal.goOn(challengeId);
    });
  }

  async close(): Promise<void> {
    this.#deadlines.close();
    this.boards.close();
    this.pools.close();
    this.agendas.close();
    await this.reveal.close();
    // What was being written is written.
    await this.#serial.run(async () => {});
  }
}
