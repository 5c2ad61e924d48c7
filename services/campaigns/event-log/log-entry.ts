/**
 * The entries of the event log (H6) for each record, with the codes of the Genesys contract (section 5).
 * Pure: record → entries.
 */
import type { EventDocument } from '../../../schemas/collections.ts';
import type {
  CampaignChanged,
  CampaignEvent,
  CommandDecided,
  ContactListEvent,
  Fault,
  OptOutEvent,
} from '../../../schemas/types.ts';
import { maskPhoneId } from '../../domain/message/message.ts';

type Level = EventDocument['level'];

/** Commands of our own services are not logged: the change itself is. */
const ownCommands = new Set([
  'CompleteRun',
  'ConfirmStopped',
  'InvalidateCampaign',
  'ForceStopCampaign',
  'StartScheduled',
]);

/**
 * Their refusals are logged if they need attention: the command came on the public topic, or the ledger
 * contradicts it.
 */
const foreignCodes = new Set(['command.internal', 'run.not.complete', 'run.not.stopped']);

/** Commands about other objects than campaigns. */
const categories: Readonly<Record<string, EventDocument['category']>> = {
  CreateContactList: 'CONTACT_LIST',
  UpdateContactList: 'CONTACT_LIST',
  ImportContacts: 'CONTACT_LIST',
  CancelImport: 'CONTACT_LIST',
  AddContacts: 'CONTACT_LIST',
  RemoveContacts: 'CONTACT_LIST',
  DeleteContactList: 'CONTACT_LIST',
  CreateDncList: 'DNC_LIST',
  ImportDncNumbers: 'DNC_LIST',
  AddDncNumbers: 'DNC_LIST',
  RemoveDncNumbers: 'DNC_LIST',
  DeleteDncList: 'DNC_LIST',
  CreateContactListFilter: 'CONTACT_LIST_FILTER',
  UpdateContactListFilter: 'CONTACT_LIST_FILTER',
  DeleteContactListFilter: 'CONTACT_LIST_FILTER',
  RegisterIntegration: 'INTEGRATION',
  DeleteIntegration: 'INTEGRATION',
  SyncTemplates: 'INTEGRATION',
  ConfirmRestore: 'INTEGRATION',
  LiftHold: 'INTEGRATION',
  SaveDivision: 'DIVISION',
  DeleteDivision: 'DIVISION',
  SaveWrapupCode: 'WRAPUP_CODE',
  DeleteWrapupCode: 'WRAPUP_CODE',
  SaveResponse: 'RESPONSE',
  DeleteResponse: 'RESPONSE',
  SaveResponseLibrary: 'RESPONSE_LIBRARY',
  DeleteResponseLibrary: 'RESPONSE_LIBRARY',
  AddOptOuts: 'OPT_OUT',
  RemoveOptOuts: 'OPT_OUT',
};

export function entriesOfCampaignEvent({
  eventId,
  subjectId,
  occurredAt,
  body,
}: CampaignEvent): EventDocument[] {
  const at = new Date(occurredAt);
  if (body.type === 'CampaignChanged') {
    const change = changes[body.cause];
    if (!change) return [];
    const errors = body.errors.length > 0 ? `: ${sentences(body.errors)}` : '';
    return [
      {
        _id: `changed:${eventId}`,
        at,
        level: change.level,
        category: 'MESSAGING_CAMPAIGN',
        code: change.code,
        message: `Campaign "${body.name}" ${whatOf(body, change)}${body.issuedBy ? ` (by ${body.issuedBy})` : ''}${errors}`,
        entity: { kind: 'campaign', id: body.campaignId, name: body.name },
        who: body.issuedBy ? body.issuedBy : null,
        correlationId: eventId.replace(/:changed$/, ''),
      },
    ];
  }
  return entriesOfOutcome({
    ...{ commandId: body.commandId, subjectId, decidedAt: occurredAt },
    ...{ command: body.command ?? null, issuedBy: body.issuedBy ?? null },
    ...{ accepted: body.accepted, errors: body.errors },
  });
}

type Outcome = Omit<CommandDecided, 'warnings' | 'version'>;

export function entriesOfOutcome(outcome: Outcome): EventDocument[] {
  const { commandId, subjectId, decidedAt, command, accepted, errors } = outcome;
  const isForeign = errors.some(({ code }) => foreignCodes.has(code));
  if (command === null || (ownCommands.has(command) && !isForeign)) return [];
  const who = outcome.issuedBy ? outcome.issuedBy : null;
  const by = who === null ? '' : ` by ${who}`;
  return [
    {
      _id: `outcome:${commandId}`,
      at: new Date(decidedAt),
      level: accepted ? 'INFO' : 'WARNING',
      category: categories[command] ?? 'MESSAGING_CAMPAIGN',
      code: accepted ? 'COMMAND_ACCEPTED' : refusalCode(command, errors),
      message: accepted ? `${command}${by}` : `${command}${by} was refused: ${sentences(errors)}`,
      entity: { kind: kindOf(categories[command]), id: subjectId },
      who,
      correlationId: commandId,
    },
  ];
}

const whatOf = ({ cause, resendOf }: CampaignChanged, { what }: ChangeText): string =>
  cause === 'STARTED' && typeof resendOf === 'number'
    ? `${what}: it sends again to contacts of run ${resendOf}`
    : what;

type ChangeText = { code: string; level: Level; what: string };

/** CREATED and EDITED are logged with their commands. */
const changes: Readonly<Record<string, ChangeText>> = {
  STARTED: { code: 'CAMPAIGN_STARTED', level: 'INFO', what: 'was started' },
  STOPPED: { code: 'CAMPAIGN_STOPPED', level: 'INFO', what: 'has stopped' },
  COMPLETED: { code: 'CAMPAIGN_COMPLETED', level: 'INFO', what: 'is complete' },
  RECYCLED: { code: 'RECYCLE_CAMPAIGN', level: 'INFO', what: 'will run again from its first contact' },
  INVALIDATED: { code: 'CAMPAIGN_INVALIDATED', level: 'ERROR', what: 'became invalid' },
  FORCE_STOPPED: { code: 'CAMPAIGN_FORCE_STOPPED', level: 'ERROR', what: 'was stopped by the system' },
  DELETED: { code: 'CAMPAIGN_DELETED', level: 'INFO', what: 'was deleted' },
};

function refusalCode(command: string, errors: readonly Fault[]): string {
  const has = (code: string): boolean => errors.some((error) => error.code === code);
  if (has('invalid.update.wrong.version')) return 'VERSION_CONFLICT';
  if (has('active.campaigns.limit.exceeded')) return 'ACTIVE_CAMPAIGNS_LIMIT_EXCEEDED';
  if (has('max.entity.count.reached')) return 'ENTITY_LIMIT_REACHED';
  if (has('dnc.records.per.list.limit.exceeded') || has('dnc.records.per.organization.limit.exceeded'))
    return 'EXCEEDED_DNC_RECORD_LIMIT';
  return command === 'StartCampaign' ? 'CAMPAIGN_START_ERROR' : 'COMMAND_REFUSED';
}

export function entriesOfListEvent({ eventId, listId, occurredAt, body }: ContactListEvent): EventDocument[] {
  const base = {
    _id: `list:${eventId}`,
    at: new Date(occurredAt),
    who: null,
  };
  switch (body.type) {
    case 'ImportFinished': {
      const { kind, imported, updated, unchanged, rejected, importId } = body;
      return [
        {
          ...base,
          level: rejected > 0 ? 'WARNING' : 'INFO',
          category: kind === 'DNC' ? 'DNC_LIST' : 'CONTACT_LIST',
          code: rejected > 0 ? 'IMPORT_FINISHED_WITH_REJECTS' : 'IMPORT_FINISHED',
          message: `Import finished: ${imported} new, ${updated} updated, ${unchanged} unchanged, ${rejected} rejected`,
          entity: { kind: kind === 'DNC' ? 'dncList' : 'contactList', id: listId },
          correlationId: importId,
        },
      ];
    }
    case 'ImportFailed':
      return [
        {
          ...base,
          level: 'ERROR',
          category: 'IMPORT_ERROR',
          code: body.reason,
          message: `Import failed: ${body.detail || body.reason}`,
          entity: { kind: body.kind === 'DNC' ? 'dncList' : 'contactList', id: listId },
          correlationId: body.importId,
        },
      ];
    case 'ListDeleted':
    case 'ContactsAdded':
    case 'ContactsRemoved':
    case 'DncNumbersChanged':
      return []; // logged with their commands
    default:
      return body satisfies never;
  }
}

export function entriesOfOptOut({
  eventId,
  integrationId,
  phoneId,
  at,
  wish,
  source,
}: OptOutEvent): EventDocument[] {
  const how = {
    KEYWORD: 'by a keyword',
    PREFERENCE: 'in WhatsApp',
    ERROR: 'reported by a refusal of WhatsApp',
    NUMBER_CHANGED: 'with a new number',
  };
  return [
    {
      _id: `opt:${eventId}`,
      at: new Date(at),
      level: 'INFO',
      category: 'OPT_OUT',
      code: wish === 'OUT' ? 'RECIPIENT_OPTED_OUT' : 'RECIPIENT_OPTED_IN',
      message: `${maskPhoneId(phoneId)} opted ${wish.toLowerCase()} ${how[source]}`,
      entity: { kind: 'integration', id: integrationId },
      who: null,
      correlationId: null,
    },
  ];
}

/** Warns at nine tenths of a limit, before objects are refused. One entry a day. */
export function entryOfApproachingLimit(
  kind: string,
  count: number,
  limit: number,
  now: Date,
): EventDocument | null {
  if (limit <= 0 || count < limit * 0.9) return null;
  return {
    _id: `approaching:${kind}:${now.toISOString().slice(0, 10)}`,
    at: now,
    level: 'WARNING',
    category: 'ENTITY_LIMIT',
    code: 'APPROACHING_ENTITY_LIMIT',
    message: `There are ${count} ${kind}; at most ${limit} may be`,
    entity: null,
    who: null,
    correlationId: null,
  };
}

const sentences = (errors: readonly Fault[]): string => errors.map(({ message }) => message).join(' ');

const kindOf = (category: EventDocument['category'] | undefined): string =>
  ({
    CONTACT_LIST: 'contactList',
    DNC_LIST: 'dncList',
    CONTACT_LIST_FILTER: 'contactListFilter',
    INTEGRATION: 'integration',
    OPT_OUT: 'integration',
    DIVISION: 'division',
    WRAPUP_CODE: 'wrapupCode',
    RESPONSE: 'response',
    RESPONSE_LIBRARY: 'library',
  })[category as string] ?? 'campaign';
