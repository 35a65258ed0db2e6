/**
 * A board worked out from the stored rows alone, in another way than the product does: no fold, nothing kept from
 * one moment to the next, every entry compared with every other. And what the rows must say of each other.
 */
import { join } from 'node:path';
import { createClient } from '@libsql/client';
import * as z from 'zod';

const Json = z.string().transform((text): unknown => JSON.parse(text));
const Measure = z.object({ value: z.number(), low: z.number(), high: z.number() });
const Wall = z.object({ median: z.number(), low: z.number(), high: z.number() });

const Fact = z.object({
  seq: z.number(),
  kind: z.enum(['RANKED', 'FELL', 'HELD', 'UNSURE']),
  memberId: z.string(),
  submissionId: z.string(),
  measure: Json.pipe(Measure.nullable()).nullable(),
});
const Submission = z.object({
  id: z.string(),
  memberId: z.string(),
  state: z.string(),
  purpose: z.enum(['TRY', 'CHECK']),
  runState: z.string(),
  summary: Json.pipe(z.object({ wall: Wall })).nullable(),
  outcomes: Json.pipe(z.array(z.object({ grade: z.string(), count: z.number() }))).nullable(),
});
type StoredFact = z.infer<typeof Fact>;
/** A run of a submission, with what it is of. */
type StoredRun = z.infer<typeof Submission>;

export interface StoredChallenge {
  /** By their numbers. */
  readonly facts: readonly StoredFact[];
  readonly runs: readonly StoredRun[];
}

/** Beside the server, which does not notice: SQLite lets others read what is committed. */
export async function readStored(directory: string, challengeId: string): Promise<StoredChallenge> {
  const client = createClient({ url: `file:${join(directory, 'lab.db')}` });
  try {
    const facts = await client.execute({
      sql: 'SELECT seq, kind, memberId, submissionId, measure FROM BoardFact WHERE challengeId = ? ORDER BY seq',
      args: [challengeId],
    });
    const runs = await client.execute({
      sql: `SELECT s.id, s.memberId, s.state, sr.purpose, r.state AS runState, r.summary, r.outcomes
        FROM Submission s JOIN SubmissionRun sr ON sr.submissionId = s.id JOIN Run r ON r.id = sr.runId
        WHERE s.challengeId = ? ORDER BY s.id, sr.purpose, sr.number`,
      args: [challengeId],
    });
    return { facts: z.array(Fact).parse(facts.rows), runs: z.array(Submission).parse(runs.rows) };
  } finally {
    client.close();
  }
}

/** One line for each place, the first place first: rank, tie, member, figure. */
export type Places = readonly string[];

export function placeLine(of: {
  readonly rank: number;
  readonly isTied: boolean;
  readonly memberId: string;
  readonly value: number;
}): string {
  return `${of.rank}${of.isTied ? ' tied' : ''}: ${of.memberId} with ${of.value}`;
}

/** The board of a challenge in which the lowest wins, as of a fact. */
export function boardAsOf({ facts }: StoredChallenge, seq: number): Places {
  const known = facts.filter((fact) => fact.seq <= seq);
  const fallen = new Set(known.filter(({ kind }) => kind === 'FELL').map(({ submissionId }) => submissionId));
  const entries = known.flatMap(({ kind, memberId, submissionId, measure, seq: order }) =>
    kind === 'RANKED' && measure && !fallen.has(submissionId) ? [{ memberId, order, ...measure }] : [],
  );
  const best = entries.filter((entry) =>
    entries.every(
      (other) =>
        other === entry ||
        other.memberId !== entry.memberId ||
        other.value > entry.value ||
        (other.value === entry.value && other.order > entry.order),
    ),
  );
  // Entries that overlap take one another's label until nothing changes: those with one label are tied.
  const labels = best.map((_entry, index) => index);
  for (let isStable = false; !isStable;) {
    isStable = true;
    for (const [a, one] of best.entries()) {
      for (const [b, other] of best.entries()) {
        const least = Math.min(labels[a] ?? 0, labels[b] ?? 0);
        if (one.low > other.high || other.low > one.high || labels[a] === labels[b]) continue;
        labels[a] = labels[b] = least;
        isStable = false;
      }
    }
  }
  return best
    .map((entry, index) => {
      const others = best.filter((_other, at) => labels[at] !== labels[index]);
      const rank = 1 + others.filter(({ value }) => value < entry.value).length;
      return { ...entry, rank, isTied: others.length < best.length - 1 };
    })
    .toSorted((a, b) => a.rank - b.rank || a.value - b.value || a.order - b.order)
    .map(placeLine);
}

/**
 * What is wrong with the rows, one sentence each: facts are numbered without a gap, each figure is that of the lab's
 * own run, what was measured and right ranks once, and what fell had ranked.
 */
export function faultsOf({ facts, runs }: StoredChallenge): readonly string[] {
  const faults: string[] = [];
  for (const [index, { seq }] of facts.entries())
    if (seq !== index + 1) faults.push(`Fact ${seq} is number ${index + 1}.`);
  for (const id of new Set(runs.map((run) => run.id))) {
    const own = runs.filter((run) => run.id === id);
    const last = own.findLast(({ purpose }) => purpose === 'TRY');
    const isRight = last?.outcomes?.every(({ grade, count }) => grade === 'ACCEPTABLE' || count === 0) ?? false;
    const shouldRank = last?.runState === 'SUCCEEDED' && isRight;
    const told = facts.filter(({ submissionId }) => submissionId === id);
    const ranked = told.filter(({ kind }) => kind === 'RANKED');
    if (ranked.length !== (shouldRank ? 1 : 0))
      faults.push(`Submission ${id} came to the board ${ranked.length} times.`);
    const { median: value, low, high } = last?.summary?.wall ?? { median: null, low: null, high: null };
    for (const { measure, memberId } of ranked) {
      if (measure?.value !== value || measure?.low !== low || measure?.high !== high)
        faults.push(`The figure of ${id} is not its run’s.`);
      if (memberId !== last?.memberId) faults.push(`Submission ${id} is another member’s.`);
    }
    const hasFallen = told.some(({ kind }) => kind === 'FELL');
    if (hasFallen !== (last?.state === 'FELL')) faults.push(`Submission ${id} is ${last?.state}.`);
    if (told.length > 0 && told[0]?.kind !== 'RANKED') faults.push(`Submission ${id} was checked before it ranked.`);
  }
  return faults;
}
