/**
 * What a start would do now: whom it would message, in which order, with which text, and what is in its way.
 * Nothing is stored; the run's own order is planned when it starts.
 */
import {
  collections,
  type CampaignDocument,
  type ContactListDocument,
  type IntegrationDocument,
  type TemplateDocument,
} from '../../../schemas/collections.ts';
import { contactListReasons, dncListReasons, type Unassignable } from '../../domain/campaign/assignable.ts';
import { columnPosition, missingName } from '../../domain/contact/column-text.ts';
import { sortKeysOf } from '../../domain/contact/contact-sort.ts';
import { optOutListIdOf } from '../../domain/contact/contact.ts';
import type { PeopleOutlook } from '../../domain/provider/people-outlook.ts';
import { previewMoment } from '../../domain/filter/contact-list-filter-preview.ts';
import { contactListFilterQuery } from '../../domain/filter/contact-list-filter-query.ts';
import { InvalidInput } from '../../domain/refused.ts';
import type { Database } from '../../platform/mongo/mongo.ts';
import { readPeopleOutlook } from './people-outlook.ts';
import {
  countBlocked,
  firstInOrder,
  OPT_OUTS,
  READ_WITHIN_MS,
  recipientsOf,
  type Recipient,
  type StartQuestion,
} from './first-recipients.ts';

/** Contacts whose numbers are looked up on DNC lists; of more it is not counted how many are on them. */
const MAX_CHECKED = 100_000;

export type StartPreview = {
  /** False: the start goes on with a run that was stopped; then only the problems are known. */
  readonly isNewRun: boolean;
  readonly totalContacts: number;
  /** That the filters keep. */
  readonly contacts: number;
  /** Of them on a DNC list, or opted out; null when there are too many to look each up. */
  readonly blockedContacts: number | null;
  /** The first in send order. */
  readonly first: readonly Recipient[];
  /** How many of them may be messaged now, and when the rest goes, by the messaging limit; null without one. */
  readonly people: PeopleOutlook | null;
  /** What prevents the start, or sending; the start itself is the judge. */
  readonly problems: readonly Unassignable[];
};

/** @param take how many recipients are shown; 0: only counts, and a sorted list is not read for them */
export async function previewStart(
  database: Database,
  campaign: CampaignDocument,
  take: number,
  now: Date,
): Promise<StartPreview> {
  const isNewRun = campaign.startsNewRun || campaign.runId === null;
  const list = await database.of(collections.contactLists).findOne({ _id: campaign.contactListId });
  const integration = await database.of(collections.integrations).findOne({ _id: campaign.integrationId });
  const template = await templateOf(database, campaign, integration);
  const dncLists = await database
    .of(collections.dncLists)
    .find({ _id: { $in: campaign.dncListIds } })
    .toArray();
  const problems: Unassignable[] = [
    ...(list ? contactListReasons(list) : [missing('contact.list.not.found', 'contact list')]),
    ...dncLists.flatMap(dncListReasons),
    ...(dncLists.length < campaign.dncListIds.length ? [missing('dnc.list.not.found', 'DNC list')] : []),
    ...providerProblems(integration, template, campaign),
  ];
  const nothing = { isNewRun, totalContacts: 0, contacts: 0, blockedContacts: 0, first: [], people: null };
  if (!list || !isNewRun || list.clearing !== undefined) return { ...nothing, problems };
  const asked = await questionOf(database, campaign, list, now);
  if ('code' in asked) return { ...nothing, problems: [...problems, asked] };
  const question: StartQuestion = {
    campaign,
    list,
    template,
    lists: [
      ...dncLists.map(({ _id, name }) => ({ id: _id, name })),
      { id: optOutListIdOf(campaign.integrationId), name: OPT_OUTS },
    ],
    ...asked,
    now,
  };
  const contacts = database.of(collections.contacts);
  const [totalContacts, kept, first] = await Promise.all([
    contacts.countDocuments({ listId: list._id }),
    contacts.countDocuments(question.condition, { maxTimeMS: READ_WITHIN_MS }),
    firstInOrder(database, question, take),
  ]);
  const blockedContacts = kept > MAX_CHECKED ? null : await countBlocked(database, question);
  return {
    isNewRun,
    totalContacts,
    contacts: kept,
    blockedContacts,
    people: await readPeopleOutlook(database, campaign, kept - (blockedContacts ?? 0), now),
    first: await recipientsOf(database, question, first),
    problems,
  };
}

const missing = (code: string, thing: string): Unassignable => ({
  code,
  message: `A ${thing} of the campaign does not exist any more.`,
});

async function templateOf(
  database: Database,
  { template: { name, language } }: CampaignDocument,
  integration: IntegrationDocument | null,
): Promise<TemplateDocument | null> {
  const businessAccountId = integration?.businessAccountId ?? '';
  return businessAccountId === ''
    ? null
    : database.of(collections.templates).findOne({ businessAccountId, name, language });
}

function providerProblems(
  integration: IntegrationDocument | null,
  template: TemplateDocument | null,
  campaign: CampaignDocument,
): Unassignable[] {
  if (!integration) return [missing('integration.not.found', 'WhatsApp integration')];
  const { name, language } = campaign.template;
  // without the account's templates nothing is known against this one
  if (!template || template.status === 'APPROVED') return [];
  return [
    {
      code: 'template.not.approved',
      message: `The template ${name} (${language}) is ${template.status} at WhatsApp: nothing is sent with it now.`,
    },
  ];
}

/** Filters and sorts on the list's columns; or why they cannot be used. */
async function questionOf(
  database: Database,
  campaign: CampaignDocument,
  list: ContactListDocument,
  now: Date,
): Promise<Pick<StartQuestion, 'condition' | 'keys' | 'phonePosition'> | Unassignable> {
  const { contactListFilterIds: ids, contactSorts, whatsappColumn } = campaign;
  const filters = await database
    .of(collections.contactListFilters)
    .find({ _id: { $in: ids } })
    .toArray();
  if (filters.length < ids.length) return missing('contact.list.filter.not.found', 'contact list filter');
  const sort = sortKeysOf(contactSorts, list.columnNames);
  if ('missingColumn' in sort)
    return {
      code: 'contact.sorts.invalid.field.name',
      message: `The contact list has no column ${missingName(sort.missingColumn, list.columnNames)}.`,
    };
  const columns = list.whatsappColumns.map(({ columnName }) => columnName);
  const phonePosition = columnPosition(columns, whatsappColumn);
  if (phonePosition < 0)
    return {
      code: 'invalid.campaign.whatsapp.columns',
      message: `${missingName(whatsappColumn, columns)} is not a WhatsApp column of the contact list.`,
    };
  try {
    const moment = previewMoment(list, now.getTime());
    const conditions = filters.map((filter) => contactListFilterQuery(filter, list.columnNames, moment));
    return {
      condition: { listId: list._id, ...(conditions.length === 0 ? {} : { $and: conditions }) },
      keys: sort.keys,
      phonePosition,
    };
  } catch (error) {
    if (!(error instanceof TypeError || error instanceof InvalidInput)) throw error;
    return {
      code: 'CONTACT_LIST_FILTER_EVALUATION_FAILED',
      message: `A contact list filter cannot be evaluated: ${error.message}.`,
    };
  }
}
