/** Classrooms: creating, and the end of class. */
import { v7 as createId } from 'uuid';
import { CLASSROOM_LIMITS } from '../domain/classroom.js';
import type { Scheduler } from '../scheduler/scheduler.js';
import type { ClassroomRecords } from '../store/classroom-records.js';
import type { Records } from '../store/records.js';
import type { Agendas } from './agendas.js';
import type { Boards } from './boards.js';
import { createCode, hashCode } from './codes.js';
import { checkInteger, checkTitle } from './inputs.js';
import { checkName } from './names.js';
import type { OutcomePools } from './outcome-pools.js';
import { createSeat, type SeatResult, type Seats } from './seats.js';
import type { Serial } from './serial.js';
import type { Sessions } from './sessions.js';

export interface ClassroomRequest {
  readonly title: string;
  readonly instructorName: string;
  readonly anonymous: boolean;
  readonly seats: number;
  readonly tokenMinutes: number;
}

export class Classrooms {
  readonly #records: Records;
  readonly #classroom: ClassroomRecords;
  readonly #scheduler: Scheduler;
  readonly #seats: Seats;
  readonly #sessions: Sessions;
  readonly #boards: Boards;
  readonly #agendas: Agendas;
  readonly #pools: OutcomePools;
  readonly #serial: Serial;
  #count = 0;

  constructor(parts: {
    readonly records: Records;
    readonly classroomRecords: ClassroomRecords;
    readonly scheduler: Scheduler;
    readonly seats: Seats;
    readonly sessions: Sessions;
    readonly boards: Boards;
    readonly agendas: Agendas;
    readonly pools: OutcomePools;
    readonly serial: Serial;
  }) {
    this.#records = parts.records;
    this.#classroom = parts.classroomRecords;
    this.#scheduler = parts.scheduler;
    this.#seats = parts.seats;
    this.#sessions = parts.sessions;
    this.#boards = parts.boards;
    this.#agendas = parts.agendas;
    this.#pools = parts.pools;
    this.#serial = parts.serial;
  }

  async recover(): Promise<void> {
    this.#count = await this.#classroom.countClassrooms();
  }

  /** With its instructor's seat. */
  async create(request: ClassroomRequest): Promise<SeatResult> {
    const { seats, tokenMinutes } = request;
    const title = checkTitle(request.title, 'title');
    const name = checkName(request.instructorName, 'instructorName');
    const problems = [
      ...title.problems,
      ...(name.ok ? [] : name.problems),
      ...checkInteger('seats', seats, CLASSROOM_LIMITS.seats),
      ...checkInteger('tokenMinutes', tokenMinutes, CLASSROOM_LIMITS.tokenMinutes),
    ];
    if (problems.length > 0 || !name.ok) return { kind: 'refused', problems };
    const classroom = {
      id: createId(),
      code: createCode(),
      title: title.title,
      anonymous: request.anonymous,
      seats,
      tokenMinutes,
      archivedAt: null,
    };
    const seatKey = createCode();
    const seat = createSeat(classroom.id, 'INSTRUCTOR', name.value, [], await hashCode(seatKey));
    const { archivedAt: _open, ...row } = classroom;
    await this.#records.commit([this.#classroom.insertClassroom(row), this.#classroom.insertSeat(seat)]);
    this.#count += 1;
    return { kind: 'taken', seat: await this.#seats.sign(classroom, { ...seat, tokenVersion: 1 }, seatKey) };
  }

  /** Nobody joins any more, and only the instructor still gets in. Runs that wait are ended. */
  async archive(classroomId: string): Promise<void> {
    const members = await this.#findClass(classroomId);
    await this.#records.commit([this.#classroom.archiveClassroom(classroomId)]);
    this.#sessions.end(members);
    this.#sessions.forget((await this.#classroom.findSeats(classroomId)).map(({ id }) => id));
    await this.#scheduler.dismiss(members);
  }

  /** With all that it holds. */
  async delete(classroomId: string): Promise<void> {
    await this.archive(classroomId);
    const seats = (await this.#classroom.findSeats(classroomId)).map(({ id }) => id);
    await this.#scheduler.dismiss(seats);
    await this.#serial.run(async () => {
      const challenges = await this.#classroom.findChallenges({ classroomId });
      await this.#records.commit([this.#classroom.deleteClassroom(classroomId)]);
      for (const { id } of challenges) {
        this.#boards.forget(id);
        this.#pools.forget(id);
      }
      this.#agendas.forget(classroomId);
    });
    this.#sessions.end(seats);
    this.#count -= 1;
  }

  /** Whether there is one, archived ones among them. */
  get exist(): boolean {
    return this.#count > 0;
  }

  async #findClass(classroomId: string): Promise<readonly string[]> {
    const seats = await this.#classroom.findSeats(classroomId);
    return seats.filter(({ role }) => role !== 'INSTRUCTOR').map(({ id }) => id);
  }
}
