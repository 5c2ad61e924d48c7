/** Moves Date of this process, as test/faults/shift-clock.mjs does in others: what is published from here has the time of there. */

export type OwnClock = { set(shiftMs: number): void; restore(): void };

export function moveOwnClock(): OwnClock {
  const TrueDate = Date;
  let shiftMs = 0;
  class MovedDate extends TrueDate {
    static override [Symbol.hasInstance](value: unknown): boolean {
      return Object.prototype.toString.call(value) === '[object Date]';
    }
    static override now = (): number => TrueDate.now() + shiftMs;
    constructor(...given: [] | [number]) {
      if (given.length === 0) super(MovedDate.now());
      else super(...given);
    }
  }
  globalThis.Date = MovedDate as DateConstructor;
  return {
    set: (ms) => void (shiftMs = ms),
    restore: () => void (globalThis.Date = TrueDate),
  };
}
