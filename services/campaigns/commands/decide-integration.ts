/**
 * A WhatsApp integration is one business phone number: registering it again changes it, and a number has only
 * one integration.
 */
import type { IntegrationDocument } from '../../../schemas/collections.ts';
import { isActive, nameFaults } from '../../domain/campaign/campaign.ts';
import { fault, type Fault } from '../../domain/fault.ts';
import { refuse, unchanged, type BodyOf, type Decision, type State } from './decision.ts';
import { nextIntegrationVersion } from '../../domain/provider/integration-version.ts';

/** Longer ids are a mistake: those of Meta are far shorter. */
const MAX_PER_SECOND = 100_000;
const MAX_FOUND = 200;

export function registerIntegration(
  id: string,
  body: BodyOf<'RegisterIntegration'>,
  state: Pick<State, 'integration' | 'isTaken' | 'usedBy'>,
  now: Date,
): Decision {
  const faults = [...nameFaults(body.name), ...fieldFaults(body)];
  if (state.isTaken)
    faults.push(
      fault(
        'duplicate.phone.number.id',
        'phoneNumberId',
        `Another integration has the phone number id ${body.phoneNumberId}; a number has one integration.`,
      ),
    );
  const before = state.integration;
  if (before && before.phoneNumberId !== body.phoneNumberId) {
    const running = state.usedBy.filter(({ status }) => isActive(status)).map(({ name }) => `"${name}"`);
    if (running.length > 0)
      faults.push(
        fault(
          'resources.in.use',
          'phoneNumberId',
          `The number cannot change while campaigns send with it: ${running.join(', ')}.`,
        ),
      );
  }
  if (faults.length > 0) return refuse(...faults);
  const confirmed = before?.confirmedRestore;
  const integration = {
    ...toDocument(id, body, before, now),
    ...(confirmed ? { confirmedRestore: confirmed } : {}),
  };
  if (before && isSame(before, integration)) return unchanged();
  return { ...unchanged(), effect: { kind: 'put-integration', integration } };
}

/**
 * An integration that has opt-outs cannot be deleted, or the opt-outs would be lost: the same number
 * registered again gets another id.
 */
export function deleteIntegration(
  id: string,
  { phoneNumberId }: BodyOf<'DeleteIntegration'>,
  { integration, usedBy, hasOptOuts }: Pick<State, 'integration' | 'usedBy' | 'hasOptOuts'>,
): Decision {
  if (!integration)
    return refuse(
      fault('resource.not.found', 'subjectId', `There is no WhatsApp integration with the id ${id}.`),
    );
  const faults: Fault[] = [];
  if (phoneNumberId !== integration.phoneNumberId)
    faults.push(
      fault(
        'invalid.property',
        'phoneNumberId',
        `phoneNumberId is ${JSON.stringify(phoneNumberId)}; expected that of the integration, ${integration.phoneNumberId}.`,
      ),
    );
  if (usedBy.length > 0)
    faults.push(
      fault(
        'referential.integrity.error',
        'subjectId',
        `The integration "${integration.name}" is used by ${usedBy.map(({ name }) => `"${name}"`).join(', ')}.`,
      ),
    );
  if (hasOptOuts)
    faults.push(
      fault(
        'integration.has.opt.outs',
        'subjectId',
        `Recipients have opted out of "${integration.name}", and the opt-outs must be kept. Make the integration inactive instead.`,
      ),
    );
  return faults.length > 0
    ? refuse(...faults)
    : { ...unchanged(), effect: { kind: 'delete-integration', integrationId: id } };
}

/**
 * An operator confirms that a number may send although database and Kafka disagree; valid only for the
 * disagreement that was found.
 */
export function confirmRestore(
  id: string,
  { found }: BodyOf<'ConfirmRestore'>,
  { integration }: Pick<State, 'integration'>,
  now: Date,
): Decision {
  if (!integration)
    return refuse(
      fault('resource.not.found', 'subjectId', `There is no WhatsApp integration with the id ${id}.`),
    );
  if (found === '' || found.length > MAX_FOUND)
    return refuse(
      fault(
        'invalid.property',
        'found',
        `found has ${found.length} characters; expected what the number is held for, at most ${MAX_FOUND} characters.`,
      ),
    );
  if (integration.confirmedRestore?.found === found) return unchanged();
  const confirmed = { ...integration, confirmedRestore: { found, at: now } };
  return { ...unchanged(), effect: { kind: 'put-integration', integration: confirmed } };
}

/** The provider is asked again soon; the result is not part of this command's outcome. */
export function syncIntegration(id: string, { integration }: Pick<State, 'integration'>): Decision {
  if (!integration)
    return refuse(
      fault(
        'whatsapp.integration.not.found',
        'subjectId',
        `There is no WhatsApp integration with the id ${JSON.stringify(id)}.`,
      ),
    );
  const faults: Fault[] = [];
  if (!integration.active)
    faults.push(
      fault(
        'whatsapp.integration.not.active',
        'subjectId',
        `The WhatsApp integration "${integration.name}" is not active.`,
      ),
    );
  if (integration.businessAccountId === '')
    faults.push(
      fault(
        'invalid.property',
        'businessAccountId',
        `The WhatsApp integration "${integration.name}" names no business account, so there are no templates to read; register it again with one.`,
      ),
    );
  if (faults.length > 0) return refuse(...faults);
  return { ...unchanged(), effect: { kind: 'sync-integration', integration } };
}

function fieldFaults(body: BodyOf<'RegisterIntegration'>): Fault[] {
  const faults: Fault[] = [];
  const invalid = (field: string, found: string, expected: string): void =>
    void faults.push(fault('invalid.property', field, `${field} is ${found}; expected ${expected}.`));
  if (!/^\d{1,32}$/.test(body.phoneNumberId))
    invalid(
      'phoneNumberId',
      JSON.stringify(body.phoneNumberId),
      'digits: Meta’s id of the business phone number',
    );
  if (!/^\+?[\d ().-]{5,32}$/.test(body.displayPhoneNumber))
    invalid(
      'displayPhoneNumber',
      JSON.stringify(body.displayPhoneNumber),
      'a phone number such as +1 555 010 0000',
    );
  if (!/^\d{0,32}$/.test(body.businessAccountId))
    invalid(
      'businessAccountId',
      JSON.stringify(body.businessAccountId),
      'digits: the WhatsApp Business Account id',
    );
  if (!/^[A-Za-z0-9._-]{1,64}$/.test(body.credentials))
    // not repeated in the message: it may be the token itself, put here by mistake
    invalid(
      'credentials',
      'not a name',
      'the name of an access token (letters, digits and ._-, at most 64), never the token',
    );
  if (
    !Number.isInteger(body.messagesPerSecond) ||
    body.messagesPerSecond < 1 ||
    body.messagesPerSecond > MAX_PER_SECOND
  )
    invalid(
      'messagesPerSecond',
      String(body.messagesPerSecond),
      'a whole number above 0: 80 (STANDARD) or 1000 (HIGH)',
    );
  if (!/^[A-Za-z0-9._-]{0,64}$/.test(body.portfolioId ?? ''))
    invalid(
      'portfolioId',
      JSON.stringify(body.portfolioId),
      'the id of a business portfolio (letters, digits and ._-, at most 64)',
    );
  const marketingOnly = ['productPolicy', 'messageActivitySharing'] as const;
  for (const field of marketingOnly) {
    const given = body[field] ?? null;
    if (given !== null && body.endpoint !== 'MARKETING_MESSAGES')
      invalid(field, JSON.stringify(given), 'nothing unless endpoint is MARKETING_MESSAGES');
  }
  return faults;
}

function toDocument(
  id: string,
  body: BodyOf<'RegisterIntegration'>,
  before: IntegrationDocument | null,
  now: Date,
): IntegrationDocument {
  const {
    name,
    phoneNumberId,
    displayPhoneNumber,
    businessAccountId,
    messagesPerSecond,
    credentials,
    active,
    endpoint = 'MESSAGES',
    productPolicy = null,
    messageActivitySharing = null,
    portfolioId = null,
  } = body;
  // what the provider reported is valid only for the number that it was asked about
  const number = before?.phoneNumberId === phoneNumberId ? before.number : undefined;
  return {
    _id: id,
    name,
    phoneNumberId,
    displayPhoneNumber,
    businessAccountId,
    messagesPerSecond,
    credentials,
    active,
    endpoint,
    productPolicy,
    messageActivitySharing,
    portfolioId: portfolioId || null,
    ...(number ? { number } : {}),
    version: nextIntegrationVersion(before),
    createdAt: before === null ? now : (before.createdAt ?? before.modifiedAt),
    modifiedAt: now,
  };
}

const OF_EVERY_CHANGE: ReadonlySet<keyof IntegrationDocument> = new Set([
  'version',
  'createdAt',
  'modifiedAt',
]);

/** Documents from before the endpoint could be chosen lack it. */
const isSame = (one: IntegrationDocument, other: IntegrationDocument): boolean => {
  const before: IntegrationDocument = {
    endpoint: 'MESSAGES',
    productPolicy: null,
    messageActivitySharing: null,
    portfolioId: null,
    ...one,
  };
  return (Object.keys(other) as Array<keyof IntegrationDocument>).every(
    (key) => OF_EVERY_CHANGE.has(key) || before[key] === other[key],
  );
};
