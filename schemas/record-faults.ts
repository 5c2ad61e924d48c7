/**
 * What no record of a topic can mean, although its schema allows it: times outside of any calendar, negative
 * places, ids without end. Pure.
 */
import type {
  CampaignCommand,
  CampaignEvent,
  CommandDecided,
  ContactListEvent,
  EligibilityNews,
  ExcludedContact,
  InboundMessage,
  InternalCommand,
  MessageStatus,
  OptOutEvent,
  PaceFence,
  ProviderSignal,
  ReleasedMessage,
  SendDemand,
} from './types.ts';

// Such a record goes to dead-letters before anybody acts on it: one slot in the year 3000 would keep a number
// from sending until then. Bounds are wide and do not depend on the clock, so that a clock that is wrong
// makes no record unusable.

/** Field, found and expected of the first thing that cannot be; null when there is none. */
export type FaultOf<V> = (value: V) => string | null;

const MAX_TIME_MS = Date.UTC(2200, 0);
const MAX_ID = 512;
/** A template's name of 512 characters and its language. */
const MAX_SCOPE_KEY = 600;
/** A hundred times the largest list, for runs that lengthen. */
const MAX_SEQUENCE = 100_000_000;
const MAX_ATTEMPT = 1_000_000;
const MAX_SPACING_MICROS = 60_000_000;
const MAX_PER_MINUTE = 100_000_000;
const PHONE_ID = /^\d{1,20}$/;

/** What is wrong, and null when nothing is: no text is made of a value that is possible, of which there are thousands a second. */
type Fault = string | null;

const wrong = (field: string, found: unknown, expected: string): Fault =>
  `${field} is ${shown(found)}; expected ${expected}`;

const shown = (found: unknown): string =>
  typeof found === 'string' && found.length > 60
    ? `${JSON.stringify(found.slice(0, 60))}… (${found.length} characters)`
    : JSON.stringify(found);

const id = (field: string, value: string, longest = MAX_ID): Fault =>
  value !== '' && value.length <= longest ? null : wrong(field, value, `1 to ${longest} characters`);
const optionalId = (field: string, value: string | null): Fault => (value === null ? null : id(field, value));
/** May be empty. */
const atMost = (field: string, value: string): Fault =>
  value.length <= MAX_ID ? null : wrong(field, value, `at most ${MAX_ID} characters`);
const within = (field: string, value: number, least: number, most: number): Fault =>
  value >= least && value <= most ? null : wrong(field, value, `a number from ${least} to ${most}`);
const time = (field: string, ms: number | null): Fault =>
  ms === null || (ms >= 0 && ms <= MAX_TIME_MS)
    ? null
    : wrong(field, ms, 'milliseconds since 1970, before the year 2200');
const sequence = (field: string, value: number): Fault => within(field, value, 0, MAX_SEQUENCE);
/** The number itself is not repeated. */
const phone = (field: string, value: string): Fault =>
  PHONE_ID.test(value)
    ? null
    : wrong(field, `${value.length} characters`, 'digits with country code, at most 20');

export const campaignCommandFault: FaultOf<CampaignCommand> = ({
  subjectId,
  issuedAt,
  issuedBy,
  actBefore,
}) =>
  atMost('subjectId', subjectId) ??
  time('issuedAt', issuedAt) ??
  atMost('issuedBy', issuedBy) ??
  time('actBefore', actBefore ?? null);

export const internalCommandFault: FaultOf<InternalCommand> = ({ subjectId, issuedAt, issuedBy }) =>
  id('subjectId', subjectId) ?? time('issuedAt', issuedAt) ?? atMost('issuedBy', issuedBy);

export const campaignEventFault: FaultOf<CampaignEvent> = ({ subjectId, occurredAt, body }) =>
  time('occurredAt', occurredAt) ??
  (body.type === 'CampaignChanged'
    ? (id('body.campaignId', body.campaignId) ??
      within('body.revision', body.revision, 0, Number.MAX_SAFE_INTEGER) ??
      within('body.messagesPerMinute', body.messagesPerMinute, 1, MAX_PER_MINUTE) ??
      optionalId('body.runId', body.runId))
    : atMost('subjectId', subjectId));

export const commandDecidedFault: FaultOf<CommandDecided> = ({ subjectId, decidedAt }) =>
  time('decidedAt', decidedAt) ?? atMost('subjectId', subjectId);

export const contactListEventFault: FaultOf<ContactListEvent> = ({ listId, occurredAt }) =>
  id('listId', listId) ?? time('occurredAt', occurredAt);

export const eligibilityNewsFault: FaultOf<EligibilityNews> = ({ campaignId, runId, integrationId, body }) =>
  id('campaignId', campaignId) ??
  id('runId', runId) ??
  id('integrationId', integrationId) ??
  (body.type === 'EligibleContact'
    ? (id('body.messageId', body.messageId) ??
      sequence('body.sequence', body.sequence) ??
      phone('body.to', body.to))
    : (sequence('body.planned', body.planned) ??
      within('body.decidedThrough', body.decidedThrough, 0, body.planned) ??
      within('body.fromSequence', body.fromSequence, 0, body.decidedThrough)));

export const sendDemandFault: FaultOf<SendDemand> = ({ campaignId, runId, demandedAt }) =>
  id('campaignId', campaignId) ?? id('runId', runId) ?? time('demandedAt', demandedAt);

/** @param field holds an id that starts with the run's */
const ofRun = (field: string, value: string, runId: string): Fault =>
  value.startsWith(runId) && value[runId.length] === '-'
    ? null
    : wrong(field, value, 'an id that starts with the run’s');

export const excludedContactFault: FaultOf<ExcludedContact> = (excluded) =>
  id('exclusionId', excluded.exclusionId) ??
  id('campaignId', excluded.campaignId) ??
  id('runId', excluded.runId) ??
  ofRun('exclusionId', excluded.exclusionId, excluded.runId) ??
  sequence('sequence', excluded.sequence) ??
  time('at', excluded.at);

export const releasedMessageFault: FaultOf<ReleasedMessage> = (message) =>
  id('messageId', message.messageId) ??
  id('campaignId', message.campaignId) ??
  id('runId', message.runId) ??
  id('integrationId', message.integrationId) ??
  ofRun('messageId', message.messageId, message.runId) ??
  sequence('sequence', message.sequence) ??
  within('attempt', message.attempt, 1, MAX_ATTEMPT) ??
  phone('to', message.to) ??
  within('sendAt', message.sendAt, 0, MAX_TIME_MS * 1_000) ??
  within('spacingMicros', message.spacingMicros, 0, MAX_SPACING_MICROS);

export const messageStatusFault: FaultOf<MessageStatus> = ({ messageId, wamid, attempt, at, dueAt }) =>
  optionalId('messageId', messageId) ??
  optionalId('wamid', wamid) ??
  (messageId === null && wamid === null ? wrong('messageId', messageId, 'a message id, or a wamid') : null) ??
  within('attempt', attempt ?? 1, 0, MAX_ATTEMPT) ??
  time('at', at) ??
  time('dueAt', dueAt);

export const providerSignalFault: FaultOf<ProviderSignal> = ({ integrationId, at, body }) =>
  id('integrationId', integrationId) ??
  time('at', at) ??
  (body.type === 'Hold'
    ? (time('body.until', body.until) ?? id('body.scopeKey', body.scopeKey, MAX_SCOPE_KEY))
    : null) ??
  (body.type === 'CampaignMustStop' ? id('body.campaignId', body.campaignId) : null);

export const inboundMessageFault: FaultOf<InboundMessage> = ({ phoneId, userId, at }) =>
  (phoneId === '' ? id('userId', userId ?? '') : phone('phoneId', phoneId)) ?? time('at', at);

export const optOutEventFault: FaultOf<OptOutEvent> = ({ integrationId, phoneId, at }) =>
  id('integrationId', integrationId) ?? phone('phoneId', phoneId) ?? time('at', at);

export const paceFenceFault: FaultOf<PaceFence> = ({ integrationId, epoch, reachedMicros, at }) =>
  id('integrationId', integrationId) ??
  within('epoch', epoch, 0, Number.MAX_SAFE_INTEGER) ??
  within('reachedMicros', reachedMicros, 0, MAX_TIME_MS * 1_000) ??
  time('at', at);
