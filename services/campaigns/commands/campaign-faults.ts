/**
 * Whether a campaign could run as defined, and if not, all reasons. Checked at create, edit and start (A2).
 */
import type { CampaignDocument } from '../../../schemas/collections.ts';
import { ambiguityFaults, defaultAmbiguity } from '../../domain/campaign/ambiguity.ts';
import { contactListReasons, dncListReasons } from '../../domain/campaign/assignable.ts';
import { callableTimesFaults } from '../../domain/time/callable-time.ts';
import { maxMessagesPerMinute, nameFaults } from '../../domain/campaign/campaign.ts';
import { columnKeyOf, hasColumn, missingName } from '../../domain/contact/column-text.ts';
import { filterClauseFaults } from '../../domain/filter/contact-list-filter-faults.ts';
import { MAX_CONTACT_SORTS } from '../../domain/contact/contact-sort.ts';
import { fault, type Fault } from '../../domain/fault.ts';
import { templateUseFaults } from '../../domain/template/template-fit.ts';
import { effectivePerSecond } from '../../domain/provider/throughput.ts';
import type { State } from './decision.ts';
import { templateFaults } from './template-faults.ts';

/** The definition of a campaign, without its status and history. */
export type Definition = Pick<
  CampaignDocument,
  | 'name'
  | 'contactListId'
  | 'whatsappColumn'
  | 'integrationId'
  | 'messagesPerMinute'
  | 'template'
  | 'dncListIds'
  | 'contactListFilterIds'
  | 'contactSorts'
  | 'ambiguity'
  | 'callableTimes'
>;
export type References = Pick<State, 'list' | 'dncLists' | 'filters' | 'integration' | 'template' | 'limits'>;

export function campaignFaults(definition: Definition, references: References): Fault[] {
  const { list } = references;
  // a list whose first import has not read its header has no columns to compare with
  const columnNames = list && list.columnNames.length > 0 ? list.columnNames : null;
  return [
    ...nameFaults(definition.name),
    ...listFaults(definition, references),
    ...paceFaults(definition.messagesPerMinute, references),
    ...integrationFaults(definition, references),
    ...templateFaults(definition.template, columnNames),
    ...accountTemplateFaults(definition, references),
    ...dncFaults(definition, references),
    ...filterFaults(definition, references),
    ...sortFaults(definition, columnNames),
    ...ambiguityFaults(definition.ambiguity ?? defaultAmbiguity),
    ...(definition.callableTimes ? callableTimesFaults(definition.callableTimes) : []),
  ];
}

function listFaults({ contactListId, whatsappColumn }: Definition, { list }: References): Fault[] {
  if (!list)
    return [
      fault(
        'contact.list.not.found',
        'contactListId',
        `There is no contact list with the id ${quote(contactListId)}.`,
      ),
    ];
  const faults = contactListReasons(list).map(({ code, message }) => fault(code, 'contactListId', message));
  const declared = list.whatsappColumns.map(({ columnName }) => columnName);
  if (declared.length > 0 && !hasColumn(declared, whatsappColumn))
    faults.push(
      fault(
        'invalid.campaign.whatsapp.columns',
        'whatsappColumn',
        `${missingName(whatsappColumn, declared)} is not a WhatsApp column of the contact list "${list.name}"; it declares ${declared.join(', ')}.`,
      ),
    );
  return faults;
}

/**
 * Faults of the requested rate: a whole number, at least 1, at most what the number and this installation
 * allow (F1).
 */
export function paceFaults(
  messagesPerMinute: number,
  { integration, limits }: Pick<References, 'integration' | 'limits'>,
): Fault[] {
  if (!Number.isInteger(messagesPerMinute) || messagesPerMinute < 1)
    return [
      fault(
        'invalid.messages.per.minute',
        'messagesPerMinute',
        `Messages per minute is ${messagesPerMinute}; expected a whole number of at least 1.`,
      ),
    ];
  const numberPerSecond = integration ? effectivePerSecond(integration) : limits.messagesPerSecond;
  const maximum = maxMessagesPerMinute(numberPerSecond, limits.messagesPerSecond);
  if (messagesPerMinute <= maximum) return [];
  return [
    fault(
      'messages.per.minute.limit.exceeded',
      'messagesPerMinute',
      `Messages per minute is ${messagesPerMinute}; the maximum is ${maximum}.`,
      maximum,
    ),
  ];
}

function integrationFaults({ integrationId }: Definition, { integration }: References): Fault[] {
  if (!integration)
    return [
      fault(
        'whatsapp.integration.not.found',
        'integrationId',
        `There is no WhatsApp integration with the id ${quote(integrationId)}.`,
      ),
    ];
  if (integration.active) return [];
  return [
    fault(
      'whatsapp.integration.not.active',
      'integrationId',
      `The WhatsApp integration "${integration.name}" is not active.`,
    ),
  ];
}

/**
 * Whether the account has the template, it is approved, and the bindings fit it. No faults while the
 * account's templates are not known.
 */
function accountTemplateFaults(definition: Definition, { template, integration }: References): Fault[] {
  if (!template || !integration) return [];
  return templateUseFaults(definition.template, template, integration.endpoint ?? 'MESSAGES');
}

/** Parts of an accepted campaign that could not be checked, as warnings. */
export function campaignWarnings(
  definition: Definition,
  { template, integration }: Pick<References, 'template' | 'integration'>,
): Fault[] {
  if (template || !integration) return [];
  return [
    fault(
      'content.template.not.checked',
      'template',
      `The templates of the WhatsApp account of "${integration.name}" are not known, so "${definition.template.name}" (${definition.template.language}) was not checked; see \`wac integrations show\`.`,
    ),
  ];
}

function dncFaults({ dncListIds }: Definition, { dncLists }: References): Fault[] {
  return dncListIds.flatMap((id, index) => {
    const field = `dncListIds[${index}]`;
    const list = dncLists.find(({ _id }) => _id === id);
    if (!list) return [fault('dnc.list.not.found', field, `There is no DNC list with the id ${quote(id)}.`)];
    return dncListReasons(list).map(({ code, message }) => fault(code, field, `"${list.name}": ${message}`));
  });
}

function filterFaults(
  { contactListFilterIds, contactListId }: Definition,
  { filters, list }: References,
): Fault[] {
  const tooMany =
    contactListFilterIds.length > 1
      ? [
          fault(
            'more.than.one.contact.list.filter',
            'contactListFilterIds',
            `Only one contact list filter is allowed per campaign; ${contactListFilterIds.length} were given.`,
            1,
          ),
        ]
      : [];
  const faults = contactListFilterIds.flatMap((id, index) => {
    const field = `contactListFilterIds[${index}]`;
    const filter = filters.find(({ _id }) => _id === id);
    if (!filter)
      return [
        fault(
          'contact.list.filter.not.found',
          field,
          `There is no contact list filter with the id ${quote(id)}.`,
        ),
      ];
    if (filter.contactListId !== contactListId)
      return [
        fault(
          'contact.list.filter.does.not.match.contact.list',
          field,
          `The filter "${filter.name}" belongs to another contact list than the campaign's${list ? `, "${list.name}"` : ''}.`,
        ),
      ];
    return filterClauseFaults(filter.clauses, list?.columnNames ?? null).map((clauseFault) => ({
      ...clauseFault,
      field,
    }));
  });
  return [...tooMany, ...faults];
}

function sortFaults({ contactSorts }: Definition, columnNames: readonly string[] | null): Fault[] {
  const faults: Fault[] = [];
  if (contactSorts.length > MAX_CONTACT_SORTS)
    faults.push(
      fault(
        'constraint.validation',
        'contactSorts',
        `A campaign sorts by at most ${MAX_CONTACT_SORTS} columns; ${contactSorts.length} were given.`,
        MAX_CONTACT_SORTS,
      ),
    );
  contactSorts.forEach(({ fieldName }, index) => {
    const field = `contactSorts[${index}].fieldName`;
    if (fieldName === '' || (columnNames !== null && !hasColumn(columnNames, fieldName)))
      faults.push(
        fault(
          'contact.sorts.invalid.field.name',
          field,
          `The contact list has no column ${missingName(fieldName, columnNames ?? [])}${columnNames ? `; its columns are ${columnNames.join(', ')}` : ''}.`,
        ),
      );
    else if (
      contactSorts.findIndex((sort) => columnKeyOf(sort.fieldName) === columnKeyOf(fieldName)) !== index
    )
      faults.push(
        fault(
          'contact.sorts.duplicate.field.names',
          field,
          `The column ${quote(fieldName)} is sorted by twice.`,
        ),
      );
  });
  return faults;
}

const quote = (text: string): string => JSON.stringify(text);
