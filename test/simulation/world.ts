/**
 * The whole system in one thread: the services' own rules, a virtual clock, and a scheduler that is told what happens next. Two
 * throttles and two senders, of which any may be a zombie; processes crash between a write and what follows; records come twice.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { CampaignDocument, MessageDocument } from '../../schemas/collections.ts';
import type {
  CampaignCommand,
  EligibilityNews,
  ExcludedContact,
  MessageStatus,
  ReleasedMessage,
  ResendKind,
  SendDemand,
} from '../../schemas/types.ts';
import { topics } from '../../schemas/topics.ts';
import { decide } from '../../services/campaigns/commands/decide.ts';
import { isOwn, type ResendState } from '../../services/campaigns/commands/decision.ts';
import { messageIdOf, runIdOf } from '../../services/domain/message/message.ts';
import { recordsOfBlock } from '../../services/eligibility/campaign-records.ts';
import type { Decision } from '../../services/eligibility/take-up/decide-contact.ts';
import { mergeDemands } from '../../services/eligibility/take-up/merge-demands.ts';
import type { RunDefinition } from '../../services/eligibility/take-up/run-definition.ts';
import type { Logger } from '../../services/platform/process/logger.ts';
import type { Metrics } from '../../services/platform/process/metrics.ts';
import type { Producer } from '../../services/platform/kafka/produce.ts';
import { runIdsOf } from '../../services/queries/campaigns/people-of-run.ts';
import { createClaimOwners } from '../../services/sender/claim/claim-owner.ts';
import { claimMessages, type Claimed } from '../../services/sender/claim/claim-messages.ts';
import { createSendSchedule, mayStart, type SendSchedule } from '../../services/sender/send/send-schedule.ts';
import { toSendResult, type Exchange } from '../../services/sender/send/send-result.ts';
import type { LedgerEntry } from '../../services/ledger/state/fold-updates.ts';
import { add, countChange, type RunCounts } from '../../services/ledger/counters/run-counts.ts';
import {
  openNumber,
  setCampaignOf,
  slowNumberDown,
  takeEligible,
  type PacedNumber,
} from '../../services/throttle/number/paced-number.ts';
import { tickNumber, type Senders } from '../../services/throttle/number/tick-number.ts';
import { campaignDocument, integrationDocument } from '../support/campaign-documents.ts';
import { noLimits } from '../support/no-limits.ts';
import { aList, aState, anIntegration } from '../unit/campaigns/campaign-builders.ts';
import { Judge } from './judge.ts';
import { Crash, ModelLedger, ModelPace, ModelTopic } from './model-parts.ts';
import type { Rules } from './rules.ts';

const LATENESS_MS = 500;
const LEASE_MS = 8_000;
const TIMEOUT_MS = 2_000;
const MARGIN = 0.01;
const HORIZON_MS = 500;
/** Senders that are no limit. */
const KEEP_UP: Senders = {
  areBehind: false,
  horizonMs: HORIZON_MS,
  perSecond: null,
  managed: { perSecond: null, inAll: null },
};
/** Campaign events are heard within this; a stop is acknowledged two seconds after it at the earliest. */
const HEARD_WITHIN_MS = 1_500;
const MESSAGES_PER_SECOND = 1;
const RATES = [30, 12] as const;

type Contact = { readonly id: string; readonly phoneId: string | null };
type Heard = { campaign: CampaignDocument; atMs: number };
type Waiting = Claimed & { integrationId: string; sendAt: number; spacingMicros: number };
type Throttle = { number: PacedNumber | null; heard: Heard[]; busy: boolean };
type Sender = {
  name: string;
  nextOwner: () => string;
  schedule: SendSchedule<Waiting>;
  known: Map<string, { revision: number; status: string; runId: string | null }>;
  heard: Heard[];
};
type Answer = { sender: Sender; one: Waiting; exchange: Exchange };
type Webhook = { status: MessageStatus; told: boolean };

/** How the provider treats a request. */
export type Fate = 'accepted' | 'accepted, no answer' | 'refused' | 'try again' | 'too fast' | 'not written';

export class World {
  nowMs = 1_700_000_000_000;
  /** The provider tells of nothing yet. */
  areWebhooksHeld = false;
  readonly judge = new Judge(MESSAGES_PER_SECOND * 60);
  readonly ledger = new ModelLedger();
  readonly campaigns = new Map<string, CampaignDocument>();
  readonly dnc = new Set<string>();
  readonly #rules: Rules;
  readonly #contacts: readonly Contact[];
  /** Send orders of runs that send again. */
  readonly #chosen = new Map<string, readonly Contact[]>();
  readonly #pace = new ModelPace();
  readonly #demands = new ModelTopic<SendDemand>(topics.sendDemand.keyOf);
  readonly #eligible = new ModelTopic<EligibilityNews>(topics.eligibleContacts.keyOf);
  readonly #excluded = new ModelTopic<ExcludedContact>(topics.excludedContacts.keyOf);
  readonly #released = new ModelTopic<ReleasedMessage>(topics.releasedMessages.keyOf);
  readonly #statuses = new ModelTopic<MessageStatus>(topics.messageStatuses.keyOf);
  readonly #decisions = new Map<string, Decision>();
  readonly #counters = new Map<string, RunCounts>();
  readonly #throttles: [Throttle, Throttle] = [newThrottle(), newThrottle()];
  #senders: [Sender, Sender] = [newSender('s1'), newSender('s2')];
  #answers: Answer[] = [];
  readonly #webhooks: Webhook[] = [];
  readonly #frozen: Array<() => void> = [];
  #freezeNext = false;
  #commands = 0;

  constructor(rules: Rules, contacts: readonly Contact[]) {
    this.#rules = rules;
    this.#contacts = contacts;
    for (const [place, messagesPerMinute] of RATES.entries()) {
      const campaign = campaignDocument({
        ...{ _id: `campaign-${place}`, integrationId: 'number', messagesPerMinute, status: 'off' },
        ...{ contactListId: 'list-1', whatsappColumn: 'phone', revision: 1, runNumber: 0, runId: null },
        startsNewRun: true,
      });
      this.campaigns.set(campaign._id, campaign);
    }
  }

  // ── campaigns ─────────────────────────────────────────────────────────────────────────────────────────────────────

  command(campaignId: string, body: CampaignCommand['body']): void {
    const command = {
      commandId: `c${(this.#commands += 1)}`,
      subjectId: campaignId,
      issuedAt: this.nowMs,
      issuedBy: '',
      body,
    };
    if (!isOwn(command)) throw new Error(`${body.type} is not decided here`);
    const state = aState({
      campaign: this.campaigns.get(campaignId) ?? null,
      integration: anIntegration({ _id: 'number', messagesPerSecond: MESSAGES_PER_SECOND }),
      list: aList(),
      dncLists: [],
      resend: body.type === 'ResendCampaign' ? this.#resendState(campaignId) : null,
    });
    const decision = decide(command, state, new Date(this.nowMs));
    if (!decision.accepted || !decision.change) return;
    const { campaign } = decision.change;
    this.campaigns.set(campaignId, campaign);
    const { runId } = campaign;
    if (runId !== null && decision.change.cause === 'STARTED') this.judge.started(runId);
    if (runId !== null && decision.change.cause === 'STOPPED') this.judge.stopAcknowledged(runId);
    for (const who of [...this.#throttles, ...this.#senders]) who.heard.push({ campaign, atMs: this.nowMs });
  }

  start = (campaignId: string): void =>
    this.command(campaignId, { type: 'StartCampaign', notBefore: null, notAfter: null });
  stop = (campaignId: string): void => this.command(campaignId, { type: 'StopCampaign' });

  /** A new run for those of the last whole one who are of these kinds; refused while something is under way. */
  resend(campaignId: string, kinds: readonly ResendKind[]): void {
    const before = this.campaigns.get(campaignId)?.runId;
    const mayGetItTwice = kinds.includes('UNKNOWN');
    this.command(campaignId, {
      ...{ type: 'ResendCampaign', kinds: [...kinds], codes: [], runNumber: null, mayGetItTwice },
    });
    const campaign = this.campaigns.get(campaignId);
    if (!campaign?.runId || campaign.runId === before || !campaign.resend) return;
    const { sinceRun } = campaign.resend;
    const earlier = runIdsOf(campaignId, sinceRun, campaign.runNumber - 1);
    this.judge.resend(campaign.runId, earlier, mayGetItTwice);
  }

  #resendState(campaignId: string): ResendState | null {
    const campaign = this.campaigns.get(campaignId);
    if (!campaign || campaign.runNumber === 0) return null;
    const sinceRun = campaign.resend?.sinceRun ?? campaign.runNumber;
    const runIds = runIdsOf(campaignId, sinceRun, campaign.runNumber);
    const hasIntent = [...this.ledger.documents.values()].some(
      ({ runId, state }) => state === 'INTENT' && runIds.includes(runId),
    );
    return { runs: { ofRun: sinceRun, sinceRun }, isUnderWay: hasIntent && this.#rules.waitsForIntents };
  }

  /** The send order of the campaign's run; of one that sends again it is made when it is asked for first. */
  #orderOf(campaign: CampaignDocument, runId: string): readonly Contact[] {
    const { _id, resend, runNumber } = campaign;
    if (!resend || runId !== campaign.runId) return this.#contacts;
    const present = this.#chosen.get(runId);
    if (present) return present;
    const ownRunId = runIdOf(_id, resend.ofRun);
    const otherRunIds = runIdsOf(_id, resend.sinceRun, runNumber - 1).filter((id) => id !== ownRunId);
    const chosen = this.#contacts.filter((contact, sequence) => {
      const decision = this.#decisions.get(`${ownRunId}/${sequence}`)?.decision ?? contact.phoneId;
      const of = (id: string): MessageDocument | null =>
        (decision !== null && this.ledger.documents.get(messageIdOf(id, decision))) || null;
      const own = of(ownRunId);
      const isSkipped = decision?.startsWith('!') || (own !== null && own.contactId !== contact.id);
      return this.#rules.isChosen(
        resend,
        this.#rules.standingAfter(isSkipped ? { state: 'SKIPPED' } : own, otherRunIds.map(of)),
      );
    });
    this.#chosen.set(runId, chosen);
    return chosen;
  }

  /** Of these numbers those whom a message of an earlier run may have reached. */
  #reachedBefore(campaignId: string, runId: string, phoneIds: readonly string[]): Set<string> {
    const campaign = this.campaigns.get(campaignId);
    if (!campaign?.resend || campaign.runId !== runId) return new Set();
    const { resend, runNumber } = campaign;
    const earlier = runIdsOf(campaignId, resend.sinceRun, runNumber - 1);
    return new Set(
      phoneIds.filter((phoneId) =>
        this.#rules.isReached(
          resend,
          earlier.flatMap((id) => this.ledger.documents.get(messageIdOf(id, phoneId)) ?? []),
        ),
      ),
    );
  }

  /** Everybody hears the next event, or what is older than it may be. */
  hear(who: number, atLeast: number): void {
    const all = [...this.#throttles, ...this.#senders];
    for (const [place, one] of all.entries()) {
      const due = one.heard.filter(({ atMs }) => this.nowMs - atMs >= HEARD_WITHIN_MS).length;
      const count = Math.max(due, place === who ? atLeast : 0);
      for (const { campaign } of one.heard.splice(0, count)) {
        if (!('number' in one)) note(one, campaign);
        else if (one.number) setCampaignOf(one.number, pacedOf(campaign));
      }
    }
  }

  // ── throttle ──────────────────────────────────────────────────────────────────────────────────────────────────────

  /** Takes the number over, also from one that lives and does not know yet. */
  claim(which: 0 | 1): void {
    const throttle = this.#throttles[which];
    if (throttle.busy) return;
    const claimed = this.#pace.claim(`t${which}`);
    throttle.heard = [];
    throttle.number = openNumber(
      {
        store: {
          reserveSlots: async (_id, epoch, reservation) => {
            if (!this.#rules.storesSlots)
              reservation = { ...reservation, nextMicros: 0, runs: withoutSlots(reservation.runs) };
            return this.#rules.fencesByEpoch
              ? this.#pace.reserve(epoch, reservation)
              : this.#pace.reserve(this.#pace.document.epoch, reservation);
          },
          waitingRunOf: ({ runId }) => ({
            findDue: async (_gate, now, limit) =>
              [...this.ledger.documents.values()]
                .filter(
                  (one) => one.runId === runId && one.state === 'WAITING' && one.dueAt && one.dueAt <= now,
                )
                .sort((a, b) => (a.dueAt?.getTime() ?? 0) - (b.dueAt?.getTime() ?? 0))
                .slice(0, limit),
            defer: async () => [],
            sleepers: () => null,
          }),
        },
        producer: this.#producer(),
        metrics: noMetrics,
        log: noLog,
        pace: { margin: MARGIN, horizonMs: HORIZON_MS, isUnchecked: false },
        cap: { take: async () => 0 },
        fences: { tell: async () => undefined },
        portfolios: noLimits,
        callableNowMs: () => this.nowMs,
      },
      integrationDocument({ _id: 'number', messagesPerSecond: MESSAGES_PER_SECOND }),
      claimed,
      null,
    );
    for (const campaign of this.campaigns.values())
      if (['on', 'stopping'].includes(campaign.status)) setCampaignOf(throttle.number, pacedOf(campaign));
  }

  crashThrottle(which: 0 | 1): void {
    const throttle = this.#throttles[which];
    if (!throttle.busy) throttle.number = null;
  }

  /** @param freezes between the reservation and the release, until `thaw` */
  async tick(which: 0 | 1, freezes = false): Promise<void> {
    const throttle = this.#throttles[which];
    if (!throttle.number || throttle.busy) return;
    if (throttle.number.isLost) {
      throttle.number = null;
      return;
    }
    this.#freezeNext = freezes;
    const frozenBefore = this.#frozen.length;
    throttle.busy = true;
    let isDone = false;
    const ticking = tickNumber(throttle.number, this.nowMs, KEEP_UP).finally(() => {
      throttle.busy = false;
      isDone = true;
    });
    ticking.catch(() => undefined);
    while (!isDone && this.#frozen.length === frozenBefore) await Promise.resolve();
    this.#freezeNext = false;
    if (isDone) await ticking;
  }

  /** What was frozen goes on as if nothing had happened. */
  async thaw(): Promise<void> {
    this.#frozen.shift()?.();
    await nextTurn();
  }

  feedThrottle(which: 0 | 1, partition: 0 | 1, most: number): void {
    const throttle = this.#throttles[which];
    if (!throttle.number || throttle.busy) return;
    for (const news of this.#eligible.poll(partition, most)) takeEligible(throttle.number, news);
    this.#eligible.commit(partition);
  }

  slowDown(): void {
    for (const { number } of this.#throttles) if (number) slowNumberDown(number, this.nowMs);
  }

  #producer(): Producer {
    const send = async (topic: { name: string }, values: readonly unknown[]): Promise<void> => {
      if (topic.name === topics.sendDemand.name) this.#demands.push(...(values as SendDemand[]));
      else if (topic.name === topics.excludedContacts.name)
        this.#excluded.push(...(values as ExcludedContact[]));
      else {
        if (this.#freezeNext) await new Promise<void>((resolve) => void this.#frozen.push(resolve));
        for (const message of values as ReleasedMessage[]) {
          const perMinute = this.campaigns.get(message.campaignId)?.messagesPerMinute ?? 1;
          this.judge.slot(message.runId, message.sendAt, 60_000_000 / perMinute);
          this.#released.push(message);
        }
      }
    };
    return { send, sendBytes: async () => undefined, disconnect: async () => undefined } as Producer;
  }

  // ── eligibility ───────────────────────────────────────────────────────────────────────────────────────────────────

  serveDemands(partition: 0 | 1, most: number, repeats = false): void {
    for (const demand of mergeDemands(this.#demands.poll(partition, most))) {
      const campaign = this.campaigns.get(demand.campaignId);
      if (campaign?.status !== 'on' || campaign.runId !== demand.runId) continue;
      const definition = definitionOf(campaign, demand.runId);
      const order = this.#orderOf(campaign, demand.runId);
      const from = Math.min(demand.from, order.length);
      const through = Math.min(demand.through, order.length);
      const contacts = order.slice(from, through).map((contact, place) => {
        const key = `${demand.runId}/${from + place}`;
        const hits = new Set([...this.dnc].map((phoneId) => `dnc:${phoneId}`));
        const known = this.#rules.remembersDecisions ? this.#decisions.get(key) : undefined;
        const decision =
          known ??
          this.#rules.decideContact(
            { values: [], phoneId: contact.phoneId },
            ...([definition, hits, this.nowMs] as const),
            this.#reachedBefore(
              campaign._id,
              demand.runId,
              contact.phoneId === null ? [] : [contact.phoneId],
            ),
          );
        this.#decisions.set(key, decision);
        return {
          ...{ sequence: from + place, contactId: contact.id, template: campaign.template, timeZone: null },
          ...{ decision: decision.decision, texts: decision.texts, at: new Date(this.nowMs) },
        };
      });
      const { eligible, excluded } = recordsOfBlock(definition, contacts, {
        ...{ fromSequence: from, decidedThrough: through, planned: order.length },
      });
      for (let time = 0; time < (repeats ? 2 : 1); time += 1) {
        this.#excluded.push(...excluded);
        this.#eligible.push(...eligible);
      }
    }
    this.#demands.commit(partition);
  }

  // ── sender ────────────────────────────────────────────────────────────────────────────────────────────────────────

  /** @param crashes where in the claim the sender dies */
  async claimReleased(
    which: 0 | 1,
    partition: 0 | 1,
    most: number,
    crashes: 'before' | 'after' | null,
  ): Promise<void> {
    const sender = this.#senders[which];
    const released = this.#released.poll(partition, most);
    if (released.length === 0) return;
    if (!this.#rules.commitsAfterEffect) this.#released.commit(partition);
    if (!this.#rules.uniqueIntents)
      for (const { messageId } of released) this.ledger.documents.delete(messageId);
    this.ledger.crashes = crashes;
    try {
      const claimed = await claimMessages(
        {
          ...{ ledger: this.ledger, producer: this.#producer(), metrics: noMetrics },
          ...{ latenessMs: LATENESS_MS, leaseMs: LEASE_MS },
          isOn: async (campaignId, runId) => this.#isOn(sender, campaignId, runId),
          isCallable: () => true,
        },
        released,
        sender.nextOwner(),
        this.nowMs,
      );
      for (const one of claimed) {
        if (this.#skipsReached(one)) continue;
        const { integrationId, sendAt, spacingMicros } = one.message;
        sender.schedule.add([{ ...one, integrationId, sendAt, spacingMicros }]);
      }
      this.#released.commit(partition);
    } catch (error) {
      if (!(error instanceof Crash)) throw error;
      this.crashSender(which);
    } finally {
      this.ledger.crashes = null;
    }
  }

  /** A late status said that an earlier message had arrived: it is told that this one is not sent. */
  #skipsReached({ message }: Claimed): boolean {
    const { messageId, attempt, campaignId, runId, to } = message;
    if (this.#reachedBefore(campaignId, runId, [to]).size === 0) {
      this.judge.claimed(messageId, runId, to);
      return false;
    }
    this.#statuses.push({
      ...{ messageId, attempt, wamid: null, at: this.nowMs, source: 'SENDER', kind: 'SKIPPED' },
      ...{ code: null, reason: 'ALREADY_REACHED', dueAt: null },
    });
    return true;
  }

  #isOn(sender: Sender, campaignId: string, runId: string): boolean {
    const may = (): boolean => {
      const known = sender.known.get(campaignId);
      return known?.status === 'on' && known.runId === runId;
    };
    const present = this.campaigns.get(campaignId);
    if (!may() && present) note(sender, present);
    return may();
  }

  /** What it remembers is gone: what was scheduled, and the answers that are still to come. */
  crashSender(which: 0 | 1): void {
    const dead = this.#senders[which];
    this.#answers = this.#answers.filter(({ sender }) => sender !== dead);
    this.#senders[which] = newSender(`${dead.name}'`);
    this.#released.rewind();
  }

  /** A rebalance: what was not committed is delivered again, to whomever. */
  redeliver(): void {
    for (const topic of [this.#released, this.#statuses, this.#excluded, this.#demands, this.#eligible])
      topic.rewind();
  }

  pump(which: 0 | 1, fate: Fate): void {
    const sender = this.#senders[which];
    const { due, late } = sender.schedule.takeDue(this.nowMs * 1_000);
    for (const one of late) this.#giveBack(one);
    for (const one of due) {
      if (!mayStart(one.leaseUntilMs, this.nowMs, TIMEOUT_MS)) this.#giveBack(one);
      else this.#request(sender, one, fate);
    }
  }

  #giveBack({ message, owner }: Waiting): void {
    this.ledger.giveBack(
      { messageId: message.messageId, attempt: message.attempt, owner },
      new Date(this.nowMs),
    );
  }

  #request(sender: Sender, one: Waiting, fate: Fate): void {
    const { messageId, attempt, runId, to } = one.message;
    const accepted = fate === 'accepted' || fate === 'accepted, no answer';
    this.judge.request({
      ...{ messageId, runId, to, atMicros: this.nowMs * 1_000 },
      fate: accepted ? 'accepted' : fate === 'not written' ? 'not written' : 'refused',
    });
    const wamid = `w-${messageId}-${attempt}`;
    this.#answers.push({ sender, one, exchange: exchangeOf(fate, wamid) });
    if (!accepted) return;
    const news = {
      messageId,
      attempt,
      wamid,
      source: 'WEBHOOK',
      code: null,
      reason: null,
      dueAt: null,
    } as const;
    for (const [place, kind] of (['SENT', 'DELIVERED', 'READ'] as const).entries())
      this.#webhooks.push({ status: { ...news, kind, at: this.nowMs + place }, told: false });
  }

  answer(which: number, chance: number): void {
    const [answer] = this.#answers.splice(which % Math.max(1, this.#answers.length), 1);
    if (!answer) return;
    const { messageId, attempt } = answer.one.message;
    const result = toSendResult(answer.exchange, attempt, 5, chance);
    const base = {
      messageId,
      attempt,
      wamid: null,
      at: this.nowMs,
      source: 'SENDER',
      code: null,
      reason: null,
    } as const;
    switch (result.kind) {
      case 'ACCEPTED':
        return this.#statuses.push({ ...base, kind: 'ACCEPTED', wamid: result.wamid, dueAt: null });
      case 'RETRY':
        if (result.signal?.type === 'SlowDown') this.slowDown();
        return this.#statuses.push({
          ...base,
          kind: 'RETRY',
          code: result.code,
          dueAt: this.nowMs + result.afterMs,
        });
      case 'FAILED':
      case 'UNKNOWN':
        return this.#statuses.push({ ...base, kind: result.kind, dueAt: null });
    }
  }

  /** The provider tells of a status, in any order, and again if it likes. */
  webhook(which: number, again: boolean): void {
    if (this.areWebhooksHeld) return;
    const untold = again ? this.#webhooks : this.#webhooks.filter(({ told }) => !told);
    const webhook = untold[which % Math.max(1, untold.length)];
    if (!webhook) return;
    webhook.told = true;
    this.#statuses.push(webhook.status);
  }

  reap(): void {
    for (const document of this.ledger.documents.values()) {
      const { state, dueAt, _id, attempt } = document;
      if (state !== 'INTENT' || !dueAt || dueAt.getTime() >= this.nowMs - 1_000) continue;
      if (this.#rules.unknownAfterLease)
        this.#statuses.push({
          ...{ messageId: _id, attempt, wamid: null, at: this.nowMs, source: 'REAPER', kind: 'UNKNOWN' },
          ...{ code: null, reason: null, dueAt: null },
        });
      else this.ledger.documents.set(_id, { ...document, state: 'WAITING', dueAt: new Date(this.nowMs) });
    }
  }

  // ── status ────────────────────────────────────────────────────────────────────────────────────────────────────────

  /** @param commits false: the process dies after its transaction, and the batch comes again */
  applyUpdates(partition: 0 | 1, most: number, commits: boolean): void {
    const news = this.#statuses.poll(partition, most);
    const ids = new Set(news.flatMap(({ messageId }) => (messageId === null ? [] : [messageId])));
    const entries = [...ids].flatMap((id) => this.ledger.documents.get(id) ?? []) as LedgerEntry[];
    const fold = this.#rules.foldUpdates(entries, news);
    for (const { after } of fold.changes) {
      const before = this.ledger.documents.get(after._id);
      const next = { ...pinned(before), ...after } as MessageDocument;
      this.judge.change(before, next);
      this.ledger.documents.set(after._id, next);
    }
    for (const [runId, counts] of fold.counts)
      for (const [name, by] of counts) add(this.#countersOf(runId), name, by);
    if (commits) this.#statuses.commit(partition);
    this.#checkCounters();
  }

  recordExclusions(partition: 0 | 1, most: number, commits: boolean): void {
    for (const excluded of this.#excluded.poll(partition, most)) {
      const { exclusionId, campaignId, runId, contactId, sequence, reason } = excluded;
      if (this.ledger.documents.has(exclusionId) && this.#rules.countsOnce) continue;
      this.ledger.documents.set(exclusionId, {
        ...{ _id: exclusionId, campaignId, runId, contactId, sequence, reason },
        ...{ state: 'SKIPPED', attempt: 0 },
      });
      countChange(this.#countersOf(runId), null, { state: 'SKIPPED', reason });
    }
    if (commits) this.#excluded.commit(partition);
    this.#checkCounters();
  }

  sweep(): void {
    for (const campaign of this.campaigns.values()) {
      const { _id, runId, status, alwaysRunning, revision, stoppedAt } = campaign;
      if (runId === null) continue;
      const counts = this.#countersOf(runId);
      const order = this.#orderOf(campaign, runId);
      const planned = order.length;
      const stoppedRevision = this.#pace.document.runs[runId]?.stoppedRevision ?? null;
      const suspicion = this.#rules.suspect(
        { status, alwaysRunning, revision, stoppedAt, planned, counts, stoppedRevision },
        this.nowMs,
      );
      const of = [...this.ledger.documents.values()].filter((document) => document.runId === runId);
      if (suspicion === 'stopped' && !of.some(({ state }) => state === 'INTENT'))
        this.command(_id, { type: 'ConfirmStopped', runId });
      if (suspicion !== 'complete') continue;
      const recount: RunCounts = new Map();
      for (const document of of) countChange(recount, null, document);
      const open = of.filter(({ state }) => state === 'INTENT' || state === 'WAITING').length;
      if (!this.#rules.isBalanced(planned, recount, open)) continue;
      this.judge.complete(runId, new Set(order.map(({ id }) => id)), [...this.ledger.documents.values()]);
      this.command(_id, { type: 'CompleteRun', runId });
    }
  }

  #countersOf(runId: string): RunCounts {
    let counts = this.#counters.get(runId);
    if (!counts) this.#counters.set(runId, (counts = new Map()));
    return counts;
  }

  #checkCounters(): void {
    for (const [runId, counts] of this.#counters)
      this.judge.counters(
        counts,
        [...this.ledger.documents.values()].filter((document) => document.runId === runId),
      );
  }

  /** Everything a message needs on its way out, with one throttle and one sender; what comes back is heard of as `hears` says. */
  async round(
    which: 0 | 1,
    fate: Fate,
    hears: { answers: boolean; news: boolean; webhooks: boolean; sweeps: boolean },
  ): Promise<void> {
    if (!this.#throttles[which].number) this.claim(which);
    for (const partition of [0, 1] as const) {
      this.serveDemands(partition, 20);
      this.feedThrottle(which, partition, 20);
    }
    await this.tick(which);
    for (const partition of [0, 1] as const) await this.claimReleased(which, partition, 20, null);
    this.pump(which, fate);
    if (hears.answers) this.answer(0, 0);
    if (hears.webhooks) this.webhook(0, false);
    for (const partition of [0, 1] as const) {
      if (hears.news) this.applyUpdates(partition, 20, true);
      this.recordExclusions(partition, 20, true);
    }
    if (hears.sweeps) this.sweep();
  }

  /** Nothing goes wrong any more: everybody does all there is to do, for one moment of the clock. */
  async calm(): Promise<void> {
    while (this.#frozen.length > 0) await this.thaw();
    for (const who of [0, 1, 2, 3]) this.hear(who, Infinity);
    if (!this.#throttles[1].number || this.#throttles[1].number.isLost) this.claim(1);
    this.#throttles[0].number = null;
    for (const partition of [0, 1] as const) {
      this.serveDemands(partition, 100);
      this.feedThrottle(1, partition, 100);
    }
    await this.tick(1);
    for (const partition of [0, 1] as const) await this.claimReleased(0, partition, 100, null);
    for (const which of [0, 1] as const) this.pump(which, 'accepted');
    while (this.#answers.length > 0) this.answer(0, 0);
    for (const webhook of this.#webhooks) if (!webhook.told) this.webhook(0, false);
    this.reap();
    for (const partition of [0, 1] as const) {
      this.applyUpdates(partition, 1_000, true);
      this.recordExclusions(partition, 1_000, true);
    }
    this.sweep();
  }
}

const newThrottle = (): Throttle => ({ number: null, heard: [], busy: false });
const newSender = (name: string): Sender => ({
  nextOwner: createClaimOwners(name),
  ...{ name, schedule: createSendSchedule<Waiting>(LATENESS_MS * 1_000), known: new Map(), heard: [] },
});

function note(sender: Sender, { _id, revision, status, runId }: CampaignDocument): void {
  const before = sender.known.get(_id);
  if (!before || before.revision < revision) sender.known.set(_id, { revision, status, runId });
}

const pacedOf = ({ _id, revision, status, runId, messagesPerMinute }: CampaignDocument) => ({
  ...{
    campaignId: _id,
    revision,
    status,
    runId: runId ?? '',
    messagesPerMinute,
    templateKey: null,
    callableTimes: null,
  },
});

const definitionOf = (campaign: CampaignDocument, runId: string): RunDefinition => ({
  ...{ campaignId: campaign._id, runId, revision: campaign.revision, integrationId: 'number' },
  ...{ contactListId: 'list-1', whatsappColumn: 'phone', phonePosition: 0, template: campaign.template },
  ...{ timeZone: 'UTC', columns: [], columnPositions: [], callableTimes: null, zonePosition: null },
  dncLists: [{ id: 'dnc', name: 'do not contact', optOut: false }],
});

/** What news does not move stays as it is. */
const pinned = (document: MessageDocument | undefined): Partial<MessageDocument> => {
  if (!document) return {};
  const { campaignId, contactId, sequence, template } = document;
  return { campaignId, contactId, sequence, ...(template ? { template } : {}) };
};

const withoutSlots = <V extends { nextMicros: number }>(runs: ReadonlyMap<string, V>): Map<string, V> =>
  new Map([...runs].map(([runId, pace]) => [runId, { ...pace, nextMicros: 0 }]));

const graphError = (code: number): string => JSON.stringify({ error: { code, message: 'simulated' } });

function exchangeOf(fate: Fate, wamid: string): Exchange {
  switch (fate) {
    case 'accepted':
      return { kind: 'answer', status: 200, body: JSON.stringify({ messages: [{ id: wamid }] }) };
    case 'accepted, no answer':
      return { kind: 'no-answer', written: true, reason: 'no answer' };
    case 'refused':
      return { kind: 'answer', status: 400, body: graphError(131_026) };
    case 'try again':
      return { kind: 'answer', status: 500, body: graphError(131_016) };
    case 'too fast':
      return { kind: 'answer', status: 429, body: graphError(130_429) };
    case 'not written':
      return { kind: 'no-answer', written: false, reason: 'no connection' };
  }
}

const noMetrics: Metrics = {
  registry: {} as Metrics['registry'],
  ...{ count: () => undefined, set: () => undefined, observe: () => undefined, forget: () => undefined },
  ...{ replace: () => undefined, beforeScrape: () => undefined, scrape: async () => '' },
};
const silent = (): void => undefined;
const noLog = {
  trace: silent,
  debug: silent,
  info: silent,
  warn: silent,
  error: silent,
  fatal: silent,
} as unknown as Logger;
