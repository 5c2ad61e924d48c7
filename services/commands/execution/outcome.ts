/** The outcome of a command, as published and as stored. Pure. */
import type { CommandOutcomeDocument } from '../../../schemas/collections.ts';
import type {
  CampaignCommand,
  CampaignEvent,
  CommandDecided,
  ContactListEvent,
} from '../../../schemas/types.ts';
import { fault, type Fault } from '../../domain/fault.ts';

/** The result of a decision. */
export type Verdict = {
  accepted: boolean;
  /** Empty when accepted. */
  faults: readonly Fault[];
  /** Faults of parts that could not be checked. */
  warnings: readonly Fault[];
  /** Version of the object afterwards; null where it has none. */
  version: number | null;
};

/** What is published for a command besides its outcome. */
export type Changes = {
  campaignEvents: readonly CampaignEvent[];
  contactListEvents: readonly ContactListEvent[];
};

/** Everything that is published for a command. A repeated command publishes the same again. */
export type Published = Changes & { outcome: CommandDecided };

/** An outcome must stay far below the largest record that the broker accepts. */
const MAX_FAULTS = 100;
const MAX_TEXT = 1_000;

/** @param decidedAt ms since the epoch */
export function outcomeOf(command: CampaignCommand, verdict: Verdict, decidedAt: number): CommandDecided {
  const { commandId, subjectId, issuedBy, body } = command;
  return {
    commandId,
    subjectId,
    decidedAt,
    command: body.type,
    issuedBy,
    accepted: verdict.accepted,
    errors: boundedFaults(verdict.faults),
    warnings: boundedFaults(verdict.warnings),
    version: verdict.version,
  };
}

/** The first 100 faults, and one that gives the number of the others; long texts are cut. */
export function boundedFaults(faults: readonly Fault[]): Fault[] {
  const first = faults.slice(0, MAX_FAULTS).map(({ code, field, message, limit }) => ({
    code,
    field: field === null ? null : cut(field),
    message: cut(message),
    limit,
  }));
  const more = faults.length - first.length;
  return more > 0 ? [...first, fault('too.many.errors', null, `… and ${more} more faults.`)] : first;
}

const cut = (text: string): string =>
  text.length <= MAX_TEXT ? text : `${text.slice(0, MAX_TEXT)}… (${text.length} characters)`;

export function toDocument({
  outcome,
  campaignEvents,
  contactListEvents,
}: Published): CommandOutcomeDocument {
  const { commandId, subjectId, accepted, errors, version, warnings, command, issuedBy, decidedAt } = outcome;
  return {
    _id: commandId,
    subjectId,
    accepted,
    errors,
    version,
    ...(warnings.length > 0 ? { warnings } : {}),
    command,
    issuedBy,
    events: campaignEvents.map((event) => JSON.stringify(event)),
    ...(contactListEvents.length > 0
      ? { contactListEvents: contactListEvents.map((event) => JSON.stringify(event)) }
      : {}),
    at: new Date(decidedAt),
  };
}

/**
 * Documents of earlier versions have the outcome among the events; only there is the name of the command and
 * its issuer.
 */
export function fromDocument(document: CommandOutcomeDocument): Published {
  const events = document.events.map((json) => JSON.parse(json) as CampaignEvent);
  const former = events.find(({ body }) => body.type === 'CommandOutcome')?.body;
  const { command = null, issuedBy = null } = former?.type === 'CommandOutcome' ? former : document;
  return {
    outcome: {
      commandId: document._id,
      subjectId: document.subjectId,
      decidedAt: document.at.getTime(),
      command: command ?? null,
      issuedBy: issuedBy ?? null,
      accepted: document.accepted,
      errors: document.errors,
      warnings: document.warnings ?? [],
      version: document.version,
    },
    campaignEvents: events.filter(({ body }) => body.type !== 'CommandOutcome'),
    contactListEvents: (document.contactListEvents ?? []).map((json) => JSON.parse(json) as ContactListEvent),
  };
}

/** The outcome as earlier versions published it on campaign-events. */
export function asCampaignEvent(outcome: CommandDecided): CampaignEvent {
  const { commandId, subjectId, decidedAt, accepted, errors, version, warnings, command, issuedBy } = outcome;
  return {
    eventId: commandId,
    subjectId,
    occurredAt: decidedAt,
    body: { type: 'CommandOutcome', commandId, accepted, errors, version, warnings, command, issuedBy },
  };
}
