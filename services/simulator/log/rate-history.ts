/** How many messages were accepted in each of the last seconds, for a page that was opened only now. */

export const HISTORY_SECONDS = 120;

export interface RateHistory {
  /** @param atMs real time, ms since the epoch */
  note(atMs: number): void;
  /** Counts of the whole seconds before now, the oldest first. */
  perSecond(nowMs: number): number[];
}

export function createRateHistory(): RateHistory {
  /** Second since the epoch → count; a newer second overwrites the older one in the same place. */
  const places = Array.from({ length: HISTORY_SECONDS + 1 }, () => ({ second: -1, count: 0 }));
  return {
    note(atMs) {
      const second = Math.floor(atMs / 1000);
      const place = places[second % places.length];
      if (!place || place.second > second) return;
      if (place.second < second) place.count = 0;
      place.second = second;
      place.count += 1;
    },
    perSecond(nowMs) {
      const end = Math.floor(nowMs / 1000);
      return Array.from({ length: HISTORY_SECONDS }, (_, index) => {
        const second = end - HISTORY_SECONDS + index;
        const place = places[second % places.length];
        return place?.second === second ? place.count : 0;
      });
    },
  };
}
