/**
 * The provider's signals about one integration → what subscriptions are told. A hold that is signalled again
 * before it has ended is the same one, and is told once; so is slowness. Pure.
 */
import type { HoldEpisodeDocument } from '../../../schemas/collections.ts';
import type { ProviderSignal } from '../../../schemas/types.ts';

/** After so long without another signal, the number has been at its rate in between. */
export const SLOW_MS = 10 * 60_000;
const SLOW = 'SLOW';

/** A signal for one integration: `number:…` and `account:…` are resolved. */
export type IntegrationSignal = Pick<ProviderSignal, 'at' | 'body'> & { readonly integrationId: string };

export type Told = {
  readonly what: 'held' | 'slowed' | 'released' | 'changed';
  /** The same each time the signal is read. */
  readonly id: string;
  readonly at: Date;
  readonly integrationId: string;
  /** NUMBER, TEMPLATE, ACCOUNT, APP or CAMPAIGN; of a change the kind of thing. */
  readonly scope: string;
  /** Template, or id of a campaign; else empty. */
  readonly scopeKey: string;
  /** The provider's error code; 0 where there is none. */
  readonly code: number;
  readonly until: Date | null;
  /** As the provider calls a change. */
  readonly event: string | null;
};

/** @param known what holds and slows these integrations, as far as it is stored */
export function foldSignals(
  known: readonly HoldEpisodeDocument[],
  signals: readonly IntegrationSignal[],
): { told: Told[]; episodes: HoldEpisodeDocument[] } {
  const episodes = new Map(known.map((episode) => [episode._id, episode]));
  const changed = new Set<string>();
  const told: Told[] = [];
  const lengthen = (what: 'held' | 'slowed', named: Named, untilMs: number): void => {
    const { at, integrationId, scope, scopeKey, code } = named;
    if (untilMs <= at.getTime()) return;
    const _id = JSON.stringify([integrationId, scope, scopeKey, code]);
    const before = episodes.get(_id);
    const isSame = before !== undefined && before.until.getTime() >= at.getTime();
    const since = isSame ? before.since : at;
    const until = new Date(isSame ? Math.max(before.until.getTime(), untilMs) : untilMs);
    if (isSame && until.getTime() === before.until.getTime()) return;
    episodes.set(_id, { _id, target: integrationId, scope, scopeKey, code, since, until });
    changed.add(_id);
    if (!isSame) told.push({ ...named, what, id: `${what}:${_id}:${at.getTime()}`, until, event: null });
  };
  for (const signal of signals) apply(signal);
  return { told, episodes: [...changed].flatMap((id) => episodes.get(id) ?? []) };

  function apply({ integrationId, at: atMs, body }: IntegrationSignal): void {
    const at = new Date(atMs);
    switch (body.type) {
      case 'Hold': {
        const named = { at, integrationId, scope: body.scope, scopeKey: keyOf(body), code: body.code };
        return lengthen('held', named, body.until);
      }
      case 'SlowDown':
        return lengthen(
          'slowed',
          { at, integrationId, scope: SLOW, scopeKey: '', code: body.code },
          atMs + SLOW_MS,
        );
      case 'Lift': {
        const { codes = [] } = body;
        const ending = [...episodes.values()].filter(
          (episode) =>
            episode.target === integrationId &&
            episode.scope === body.scope &&
            episode.scopeKey === keyOf(body) &&
            (codes.length === 0 || codes.includes(episode.code)) &&
            episode.since.getTime() <= atMs &&
            episode.until.getTime() > atMs,
        );
        for (const episode of ending) {
          episodes.set(episode._id, { ...episode, until: at });
          changed.add(episode._id);
          const { scope, scopeKey, code } = episode;
          const id = `released:${episode._id}:${episode.since.getTime()}`;
          told.push({
            what: 'released',
            id,
            at,
            integrationId,
            scope,
            scopeKey,
            code,
            until: null,
            event: null,
          });
        }
        return;
      }
      case 'ProviderChanged': {
        const scopeKey = body.what === 'TEMPLATE' ? body.key : '';
        const id = `changed:${JSON.stringify([integrationId, body.what, body.key, body.event, atMs])}`;
        const named = { at, integrationId, scope: body.what, scopeKey, code: 0, until: null };
        told.push({ ...named, what: 'changed', id, event: body.event });
        return;
      }
      case 'CampaignMustStop':
        return; // told with the change of the campaign
      default:
        return body satisfies never;
    }
  }
}

type Named = Pick<Told, 'at' | 'integrationId' | 'scope' | 'scopeKey' | 'code'>;

/** Of the other scopes the integration says it already, and the keys of different writers differ. */
const keyOf = ({ scope, scopeKey }: { scope: string; scopeKey: string }): string =>
  scope === 'TEMPLATE' || scope === 'CAMPAIGN' ? scopeKey : '';
