/** The simulator's own clock: runs `scale` times as fast as the real one and can be put forward. */
export interface Clock {
  /** Milliseconds since the epoch on this clock. */
  now(): number;
  scale(): number;
  setScale(scale: number): void;
  advance(ms: number): void;
}

/** `realNow` in milliseconds since the epoch, monotonic. */
export function createClock(realNow: () => number, startScale: number): Clock {
  let scale = startScale;
  let base = realNow();
  let realBase = base;
  const now = (): number => base + (realNow() - realBase) * scale;
  const rebase = (at: number): void => {
    base = at;
    realBase = realNow();
  };
  return {
    now,
    scale: () => scale,
    setScale(next) {
      rebase(now());
      scale = next;
    },
    advance(ms) {
      rebase(now() + ms);
    },
  };
}
