/**
 * Whose turn it is: the campaigns of one number share its slots. A slot goes to the campaign that is due and
 * was served least; nobody gets more than its own pace, and what one does not use the others may.
 */
import { nextSlot } from './pace.ts';

/** A campaign's run that wants slots. Microseconds. */
export type Contender = {
  readonly runId: string;
  readonly intervalMicros: number;
  /** Earliest next slot of the run. */
  readonly nextMicros: number;
  /** Turns had, on a scale shared by the contenders (see joinTurns). */
  readonly turns: number;
  /** Messages that wait for a slot. */
  readonly waiting: number;
};

export type Assignment = { readonly runId: string; readonly slotMicros: number };

export type Assigned = {
  readonly assignments: readonly Assignment[];
  readonly numberNextMicros: number;
  /** The contenders after their slots. */
  readonly contenders: readonly Contender[];
};

/**
 * Assigns slots from `earliest` up to `until` (exclusive), in order of time.
 * @param numberIntervalMicros least time between two messages of the number
 */
export function assignSlots(
  numberNextMicros: number,
  numberIntervalMicros: number,
  contenders: readonly Contender[],
  earliest: number,
  until: number,
): Assigned {
  const state = contenders.map((contender) => ({ ...contender }));
  const assignments: Assignment[] = [];
  let numberNext = numberNextMicros;
  for (;;) {
    const free = nextSlot(numberNext, earliest);
    let chosen: (typeof state)[number] | undefined;
    let chosenAt = Infinity;
    for (const contender of state) {
      if (contender.waiting === 0) continue;
      const at = nextSlot(contender.nextMicros, free);
      if (!chosen || at < chosenAt || (at === chosenAt && contender.turns < chosen.turns)) {
        chosen = contender;
        chosenAt = at;
      }
    }
    if (!chosen || chosenAt >= until) return { assignments, numberNextMicros: numberNext, contenders: state };
    assignments.push({ runId: chosen.runId, slotMicros: chosenAt });
    chosen.waiting -= 1;
    chosen.turns += 1;
    chosen.nextMicros = chosenAt + chosen.intervalMicros;
    numberNext = chosenAt + numberIntervalMicros;
  }
}

/**
 * Turns of a run that starts or was idle: those of the least served contender, so that it neither catches up
 * nor waits.
 */
export function joinTurns(own: number, others: readonly number[]): number {
  return others.length === 0 ? own : Math.max(own, Math.min(...others));
}
