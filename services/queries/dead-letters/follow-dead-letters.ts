/**
 * Dead letters as a process that goes on sees them: read once from the first on when somebody first asks, and
 * kept up to date from then on.
 */
import { topics } from '../../../schemas/topics.ts';
import type { DeadLetterMark } from '../../../schemas/types.ts';
import { readFromStart } from '../../platform/kafka/read-from-start.ts';
import type { ServiceContext } from '../../platform/process/run-service.ts';
import type { PlacedLetter } from './dead-letters.ts';

// The latest 10,000 are kept, so that memory stays bounded however many there are.

const MAX_KEPT_LETTERS = 10_000;

export type DeadLetters = {
  /** All that is on the topic, at most the latest 10,000, and what was done with them. */
  read(): Promise<{ letters: PlacedLetter[]; marks: DeadLetterMark[] }>;
  /** Known here at once; the topic tells it again. */
  note(marks: readonly DeadLetterMark[]): void;
};

export function followDeadLetters(context: ServiceContext): DeadLetters {
  const letters = new Map<string, PlacedLetter>();
  const marks = new Map<string, DeadLetterMark>();
  let begun: Promise<unknown> | undefined;
  const note = (handled: readonly DeadLetterMark[]): void => {
    for (const mark of handled) marks.set(`${mark.partition}-${mark.offset}`, mark);
    forgetOldest(marks, 2 * MAX_KEPT_LETTERS);
  };
  const begin = (): Promise<unknown> =>
    Promise.all([
      readFromStart(context, topics.deadLetters, (records) => {
        for (const { value, partition, offset } of records) {
          const id = `${partition}-${offset}`;
          letters.set(id, { id, letter: value });
        }
        forgetOldest(letters, MAX_KEPT_LETTERS);
        return Promise.resolve();
      }),
      readFromStart(context, topics.deadLetterMarks, (records) => {
        note(records.map(({ value }) => value));
        return Promise.resolve();
      }),
    ]);
  return {
    note,
    async read() {
      begun ??= begin().catch((error: unknown) => {
        // whoever asks next tries again
        begun = undefined;
        throw error;
      });
      await begun;
      return { letters: [...letters.values()], marks: [...marks.values()] };
    },
  };
}

function forgetOldest(kept: Map<string, unknown>, most: number): void {
  for (const id of kept.keys()) {
    if (kept.size <= most) return;
    kept.delete(id);
  }
}
