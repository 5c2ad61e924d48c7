/** What `wac top` shows: campaigns, numbers and stages as tables, with rates from look to look. Pure. */
import { explainRate } from '../../queries/campaigns/explain-rate.ts';
import type { CampaignFigures, LiveFigures, NumberFigures } from '../../queries/campaigns/live-figures.ts';
import { perMinute, withLook, type Look } from '../../queries/campaigns/measured-rate.ts';
import { table } from './table.ts';

/** Looks at each campaign's counters, and at the stages. */
export type TopState = {
  readonly looks: ReadonlyMap<string, readonly Look[]>;
  readonly stages: readonly StageLook[];
};
type StageLook = { readonly atMs: number; readonly counts: Readonly<Record<Stage, number>> };

export const NO_LOOKS: TopState = { looks: new Map(), stages: [] };

/** Left to right, as a message goes. */
const STAGES = ['released', 'accepted', 'sent', 'delivered', 'read', 'failed', 'skipped', 'unknown'] as const;
type Stage = (typeof STAGES)[number];
const STAGE_WINDOW_MS = 10_000;

/** The looks so far with a new one; of campaigns that are not shown any more none are kept. */
export function lookAt(before: TopState, { campaigns }: LiveFigures, now: Date): TopState {
  const looks = campaigns.map(
    ({ progress }) =>
      [progress.campaignId, withLook([...(before.looks.get(progress.campaignId) ?? [])], progress)] as const,
  );
  const counts = Object.fromEntries(
    STAGES.map((stage) => [stage, campaigns.reduce((sum, one) => sum + countOf(one, stage), 0)]),
  ) as Record<Stage, number>;
  const atMs = now.getTime();
  const kept = before.stages.filter((look) => look.atMs > atMs - STAGE_WINDOW_MS);
  return { looks: new Map(looks), stages: [...kept, { atMs, counts }] };
}

const countOf = ({ progress, releasedThrough }: CampaignFigures, stage: Stage): number =>
  stage === 'released' ? releasedThrough : progress.counts[stage];

export type TopView = ReturnType<typeof topView>;

/** As scripts see it. */
export function topView(figures: LiveFigures, state: TopState) {
  return {
    campaigns: figures.campaigns.map((one) => campaignView(one, state)),
    campaignsLeftOut: figures.campaignsLeftOut,
    numbers: figures.numbers.map(numberView),
    numbersLeftOut: figures.numbersLeftOut,
    stages: STAGES.map((stage) => ({ stage, ...stageOf(stage, state) })),
  };
}

function campaignView(one: CampaignFigures, { looks }: TopState) {
  const { progress, integration, expectedEnd, putOff } = one;
  const { campaignId, name, status, limitPerMinute, ownPerMinute, planned, settled, percent, nextSlotAt } =
    progress;
  const why = explainRate(progress);
  return {
    ...{ id: campaignId, name, number: integration, status, reason: why.reason, why: why.text },
    ...{ perMinute: perMinute([...(looks.get(campaignId) ?? [])]), limitPerMinute, ownPerMinute },
    ...{ planned, settled, percent, left: planned === null ? null : Math.max(0, planned - settled), putOff },
    ...{ expectedEnd, nextMessage: nextSlotAt },
  };
}

const numberView = ({
  name,
  limitPerMinute,
  factor,
  holds,
  quality,
  peopleUsed,
  peoplePerDay,
}: NumberFigures) => ({
  ...{ name, limitPerMinute, used: factor, holds: holds.length, quality, peopleUsed, peoplePerDay },
  heldUntil: holds.length === 0 ? null : new Date(Math.max(...holds.map(({ untilMs }) => untilMs))),
});

function stageOf(stage: Stage, { stages }: TopState): { count: number; perSecond: number | null } {
  const [first, last] = [stages[0], stages.at(-1)];
  if (!first || !last) return { count: 0, perSecond: null };
  const seconds = (last.atMs - first.atMs) / 1_000;
  // campaigns that are shown no more take their counts with them
  const grown = Math.max(0, last.counts[stage] - first.counts[stage]);
  return { count: last.counts[stage], perSecond: seconds > 0 ? grown / seconds : null };
}

const peopleText = ({
  peopleUsed,
  peoplePerDay,
}: Pick<NumberFigures, 'peopleUsed' | 'peoplePerDay'>): string =>
  peoplePerDay === null ? '-' : `${figure(peopleUsed)} of ${figure(peoplePerDay)}`;

/** As people see it. */
export function topText(view: TopView, now: Date): string {
  const campaigns = [
    ['CAMPAIGN', 'STATUS', 'WHY', 'PER MINUTE', 'LIMIT', 'DONE', 'LEFT', 'END', 'NEXT', 'NUMBER'],
    ...view.campaigns.map((one) => [
      ...[one.name, one.status, one.reason, figure(one.perMinute), figure(one.limitPerMinute)],
      ...[`${one.percent} %`, figure(one.left), until(one.expectedEnd, now), until(one.nextMessage, now)],
      one.number,
    ]),
  ];
  const numbers = [
    ['NUMBER', 'LIMIT', 'USED', 'HOLDS', 'UNTIL', 'QUALITY', 'PEOPLE IN 24 H'],
    ...view.numbers.map((one) => [
      ...[one.name, figure(one.limitPerMinute), `${Math.round(one.used * 100)} %`, figure(one.holds)],
      ...[until(one.heldUntil, now), one.quality ?? '-', peopleText(one)],
    ]),
  ];
  const stages = [
    view.stages.map(({ stage }) => stage.toUpperCase()),
    view.stages.map(({ count }) => figure(count)),
    view.stages.map(({ perSecond }) => (perSecond === null ? '-' : `${figure(perSecond)}/s`)),
  ];
  return [
    view.campaigns.length === 0 ? 'no campaign runs, or ended in the last ten minutes' : table(campaigns),
    ...more(view.campaignsLeftOut, 'campaigns'),
    table(stages),
    view.numbers.length === 0 ? 'no active numbers' : table(numbers),
    ...more(view.numbersLeftOut, 'numbers'),
  ].join('\n\n');
}

const more = (count: number, what: string): string[] => (count > 0 ? [`and ${count} more ${what}`] : []);

const figure = (value: number | null): string =>
  value === null ? '-' : String(value < 10 ? Math.round(value * 10) / 10 : Math.round(value));

/** `in 4 min`, `in 90 s`; `-` when nobody knows or it has passed. */
function until(time: Date | null, now: Date): string {
  const seconds = time === null ? 0 : Math.round((time.getTime() - now.getTime()) / 1_000);
  if (seconds <= 0) return '-';
  if (seconds < 120) return `in ${seconds} s`;
  return seconds < 7_200 ? `in ${Math.round(seconds / 60)} min` : `in ${Math.round(seconds / 3_600)} h`;
}
