import { useRef } from 'react';
import type { Progress } from '../api/types.ts';
import { ratePerMinute, type Sample } from './campaign-state.ts';

const KEPT = 240;

/** Looks at the counters as they came in, by campaign: from them follows how fast each goes now. */
export function useSamples(all: Iterable<Progress> | undefined): (id: string) => readonly Sample[] {
  const samples = useRef(new Map<string, Sample[]>());
  for (const progress of all ?? []) {
    const kept = samples.current.get(progress.campaign.id) ?? [];
    const look = { atMs: Date.parse(progress.at), messaged: progress.numberOfContactsMessaged };
    const last = kept.at(-1);
    if (last && last.atMs >= look.atMs) continue;
    // another run starts from nothing
    const fresh = last && last.messaged > look.messaged ? [] : kept;
    samples.current.set(progress.campaign.id, [...fresh, look].slice(-KEPT));
  }
  return (id) => samples.current.get(id) ?? [];
}

export const rateNow = (samples: readonly Sample[]): number | null => ratePerMinute(samples);
