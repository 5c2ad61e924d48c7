/**
 * Requests that hang are a limit of their own: they say nothing about whether a campaign succeeds, but each
 * keeps a connection until it times out.
 */
import type { ProviderNotice } from '../../domain/provider/provider-signal.ts';

// When the hanging requests of a number have half of the connections, no other request of that number starts,
// so that the other numbers go on, and the number is held with that reason. Pure but for its memory: now is
// an argument.

/** The provider answers within a second. */
export const HANGS_AFTER_MS = 2_000;
/** The number is held for as long at a time; while requests still hang then, again. */
export const HELD_FOR_MS = 5_000;

export type UnderWay = { readonly integrationId: string; readonly startedMs: number };

export type HangingRequests = {
  /** Whether another request of the number may start. */
  mayStart(integrationId: string, nowMs: number): boolean;
  started(integrationId: string, nowMs: number): UnderWay;
  ended(request: UnderWay): void;
  /** What everybody must be told of the number, or null. */
  holdOf(integrationId: string, nowMs: number): ProviderNotice | null;
};

/** @param most requests of one number that may hang */
export function createHangingRequests(most: number): HangingRequests {
  /** By number, in order of start. */
  const underWay = new Map<string, Set<UnderWay>>();
  const heldUntilMs = new Map<string, number>();

  function hanging(integrationId: string, nowMs: number): number {
    const requests = underWay.get(integrationId);
    if (!requests || requests.size < most) return 0;
    let count = 0;
    for (const { startedMs } of requests) {
      if (count === most || startedMs > nowMs - HANGS_AFTER_MS) break;
      count += 1;
    }
    return count;
  }

  return {
    mayStart: (integrationId, nowMs) => hanging(integrationId, nowMs) < most,
    started(integrationId, nowMs) {
      const request = { integrationId, startedMs: nowMs };
      let requests = underWay.get(integrationId);
      if (!requests) underWay.set(integrationId, (requests = new Set()));
      requests.add(request);
      return request;
    },
    ended(request) {
      const requests = underWay.get(request.integrationId);
      requests?.delete(request);
      if (requests?.size === 0) underWay.delete(request.integrationId);
    },
    holdOf(integrationId, nowMs) {
      if (hanging(integrationId, nowMs) < most) return null;
      if (nowMs < (heldUntilMs.get(integrationId) ?? 0)) return null;
      heldUntilMs.set(integrationId, nowMs + HELD_FOR_MS);
      const reason = `${most} requests have waited for an answer for more than ${HANGS_AFTER_MS / 1_000} s`;
      return { type: 'Hold', scope: 'NUMBER', forMs: HELD_FOR_MS, code: 0, reason };
    },
  };
}
