/** The scores of a challenge's predictions, from what was predicted and what was measured. */
import { isTerminal } from '../domain/run.js';
import type { ChallengeRow, ClassroomRecords, PredictionRow } from '../store/classroom-records.js';
import { judgeRun, toEnded } from './judge.js';
import { scorePrediction, type Score } from './predictions.js';

/** By the members' ids; those without an answer are left out. */
export async function readScores(
  records: ClassroomRecords,
  challenge: ChallengeRow,
): Promise<ReadonlyMap<string, Score>> {
  const answerOf = await readAnswers(records, challenge);
  const predictions = await records.findPredictions(challenge.id);
  return new Map(
    predictions.flatMap((prediction): [string, Score][] => {
      const score = scoreOf(prediction, answerOf(prediction.memberId));
      return score ? [[prediction.memberId, score]] : [];
    }),
  );
}

function scoreOf(prediction: PredictionRow, answer: number | null): Score | null {
  return answer === null ? null : scorePrediction(prediction, answer);
}

/** One answer for all where the challenge names an experiment, else each member's own first figure. */
async function readAnswers(
  records: ClassroomRecords,
  { id, rules, baselineRunId, answerRunId }: ChallengeRow,
): Promise<(memberId: string) => number | null> {
  if (answerRunId === null) {
    const measures = await records.findFirstMeasures(id);
    return (memberId) => measures.get(memberId)?.value ?? null;
  }
  const answer = await records.findRunFigures(answerRunId);
  const baseline = baselineRunId === null ? null : await records.findRunFigures(baselineRunId);
  if (!answer || !isTerminal(answer.state)) return () => null;
  // A race may be the very thing to predict, so a wrong result is an answer too.
  const judged = judgeRun(toEnded(answer, { trusted: true }), rules, baseline?.summary?.wall ?? null);
  const value = judged.kind === 'measured' ? judged.measure.value : null;
  return () => value;
}
