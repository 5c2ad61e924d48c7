/**
 * Keeps a campaign from burning its list (G4): equal permanent failures in a row stop it, requests without an
 * answer in a row hold it for longer and longer.
 */
import { noStreak, sayStreak, streakAfter, type Streak } from '../../domain/message/failure-streak.ts';
import type { ProviderNotice } from '../../domain/provider/provider-signal.ts';
import type { SendResult } from '../send/send-result.ts';

// From its first failure until something succeeds, no more requests are under way than may still fail: so
// after N failures nothing follows but what was under way already at the first. Requests that later ones have
// overtaken hang: they say nothing yet. When they have ended without an answer they count only if most of
// those that started later did not succeed either: else the last requests of a campaign that hang would look
// like a row, because nothing is left that could succeed. Pure: now is an argument.

const FIRST_HOLD_MS = 60_000;
const LONGEST_HOLD_MS = 15 * 60_000;
/** The campaign is forced off within seconds. Should it be on all the same, one message tries. */
const STOPPED_FOR_MS = 60_000;

type Watched = {
  /** Change of the campaign that turned it on; a later one starts from nothing. */
  generation: number;
  /** Of what has ended. */
  streak: Streak;
  /** Requests under way that started after every answered one, by their places in the order of starts. */
  underWay: Set<number>;
  starts: number;
  successes: number;
  stoppedUntilMs: number;
  holds: number;
  heldUntilMs: number;
};

/**
 * A request that was let go. `place`: in the order of the campaign's starts; `successesBefore`: of the
 * campaign at its start.
 */
export type Started = {
  readonly campaignId: string;
  readonly generation: number;
  readonly place: number;
  readonly successesBefore: number;
};

export type CampaignGuard = {
  /**
   * Whether another request of the campaign may start; `stopped` for good, `wait` for an answer or the end of
   * a hold.
   */
  ask(campaignId: string, generation: number, nowMs: number): 'go' | 'wait' | 'stopped';
  started(campaignId: string, generation: number): Started;
  /** It was to start and did not. */
  notStarted(request: Started): void;
  /** @returns what everybody must be told of the campaign, or null */
  answered(request: Started, result: SendResult, nowMs: number): ProviderNotice | null;
};

/** @param limit failures in a row that are too many; 0 = never */
export function createCampaignGuard(limit: number): CampaignGuard {
  const campaigns = new Map<string, Watched>();

  function watched(campaignId: string, generation: number): Watched {
    const known = campaigns.get(campaignId);
    if (known && known.generation >= generation) return known;
    const { underWay, starts, successes } = known ?? { underWay: new Set<number>(), starts: 0, successes: 0 };
    const requests = { underWay, starts, successes };
    const fresh = { generation, streak: noStreak, ...requests, stoppedUntilMs: 0, holds: 0, heldUntilMs: 0 };
    campaigns.set(campaignId, fresh);
    return fresh;
  }

  return {
    ask(campaignId, generation, nowMs) {
      const one = watched(campaignId, generation);
      if (nowMs < one.stoppedUntilMs) return 'stopped';
      if (nowMs < one.heldUntilMs) return 'wait';
      // the answers of those that were under way lengthen the row, and after a hold one may try all the same
      const length = Math.min(one.streak.length, limit - 1);
      return limit === 0 || length === 0 || length + one.underWay.size < limit ? 'go' : 'wait';
    },
    started(campaignId, generation) {
      const one = watched(campaignId, generation);
      const place = (one.starts += 1);
      one.underWay.add(place);
      return { campaignId, generation, place, successesBefore: one.successes };
    },
    notStarted({ campaignId, generation, place }) {
      watched(campaignId, generation).underWay.delete(place);
    },
    answered(request, result, nowMs) {
      const { campaignId, generation, place } = request;
      const one = watched(campaignId, generation);
      if (result.kind === 'ACCEPTED') one.successes += 1;
      for (const earlier of one.underWay) {
        if (earlier > place) break; // places are in order
        one.underWay.delete(earlier);
      }
      if (result.kind === 'RETRY' || one.generation !== generation) return null;
      if (result.kind === 'FAILED' && result.signal?.type === 'CampaignMustStop') {
        one.stoppedUntilMs = nowMs + STOPPED_FOR_MS; // its signal is on the way
        return null;
      }
      if (limit === 0 || (result.kind === 'UNKNOWN' && isAlone(request, one))) return null;
      one.streak = streakAfter(one.streak, answerOf(result));
      if (one.streak.length === 0) one.holds = 0;
      if (one.streak.length < limit || nowMs < one.stoppedUntilMs) return null;
      if (one.streak.cause === 'UNKNOWN_OUTCOME') return holdFor(one, nowMs);
      const sentence = sayStreak(one.streak, result.kind === 'FAILED' ? result.reason : '');
      one.stoppedUntilMs = nowMs + STOPPED_FOR_MS;
      one.streak = { ...one.streak, length: limit - 1 };
      return { type: 'CampaignMustStop', code: codeOf(result), reason: sentence };
    },
  };

  /** After the hold one request tries, and the next one without an answer holds for twice as long. */
  function holdFor(one: Watched, nowMs: number): ProviderNotice | null {
    if (nowMs < one.heldUntilMs) return null; // others that were under way
    const forMs = Math.min(FIRST_HOLD_MS * 2 ** one.holds, LONGEST_HOLD_MS);
    one.holds += 1;
    one.heldUntilMs = nowMs + forMs;
    one.streak = { ...one.streak, length: limit - 1 };
    const reason = `${limit} requests in a row had no answer; whether they were accepted is unknown`;
    return { type: 'Hold', scope: 'CAMPAIGN', forMs, code: 0, reason };
  }
}

/** Most of the requests that started after it have succeeded: that it hung says nothing about the campaign. */
function isAlone({ place, successesBefore }: Started, { starts, successes }: Watched): boolean {
  const later = starts - place;
  return later > 0 && successes - successesBefore > later / 2;
}

const codeOf = (result: SendResult): number => (result.kind === 'FAILED' ? (result.code ?? 0) : 0);

function answerOf(result: Exclude<SendResult, { kind: 'RETRY' }>) {
  switch (result.kind) {
    case 'ACCEPTED':
      return { kind: 'accepted' } as const;
    case 'FAILED':
      return { kind: 'failed', code: result.code } as const;
    case 'UNKNOWN':
      return { kind: 'unknown' } as const;
  }
}
