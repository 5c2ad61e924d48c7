/**
 * What taking up contacts needs to know about their campaign, as positions in the list; or the faults that
 * prevent it.
 */
import type { CampaignDocument, ContactListDocument, DncListDocument } from '../../../schemas/collections.ts';
import type { CallableTimes, Fault, TemplateUse } from '../../../schemas/types.ts';
import { columnPosition, hasColumn, missingName } from '../../domain/contact/column-text.ts';
import { optOutListIdOf } from '../../domain/contact/contact.ts';
import type { Room } from '../../domain/template/fill-template.ts';
import { boundColumns } from '../../domain/template/template-binding.ts';
import { faultOf } from '../order/plan-inputs.ts';

export type RunDefinition = {
  readonly campaignId: string;
  readonly runId: string;
  /** Revision of the campaign that this was made from: with another revision it is out of date. */
  readonly revision: number;
  readonly integrationId: string;
  readonly contactListId: string;
  readonly whatsappColumn: string;
  /** Position of the Phone ID among a contact's phoneIds. */
  readonly phonePosition: number;
  readonly template: TemplateUse;
  /** IANA zone of the list's dates. */
  readonly timeZone: string;
  /** Space that the template leaves for values; undefined while the account's templates are not known. */
  readonly room?: Room | undefined;
  /** Columns bound to parameters, and their positions among a contact's values. */
  readonly columns: readonly string[];
  readonly columnPositions: readonly number[];
  readonly callableTimes: CallableTimes | null;
  /** Position of the contact's own time zone among its values; null when the list has no column for it. */
  readonly zonePosition: number | null;
  /** All lists on which a number must not be, with their names. */
  readonly dncLists: ReadonlyArray<{ id: string; name: string; optOut: boolean }>;
};

/**
 * @param dncLists the DNC lists of the campaign that exist
 * @param room space that the account's template leaves for values; undefined when that is not known
 */
export function runDefinitionOf(
  campaign: CampaignDocument,
  runId: string,
  list: ContactListDocument,
  dncLists: ReadonlyArray<Pick<DncListDocument, '_id' | 'name'>>,
  room?: Room,
): RunDefinition | Fault[] {
  const faults: Fault[] = [];
  const whatsappColumns = list.whatsappColumns.map(({ columnName }) => columnName);
  const phonePosition = columnPosition(whatsappColumns, campaign.whatsappColumn);
  if (phonePosition < 0)
    faults.push(
      faultOf(
        'invalid.campaign.whatsapp.columns',
        'whatsappColumn',
        `${missingName(campaign.whatsappColumn, whatsappColumns)} is not a WhatsApp column of the contact list.`,
      ),
    );
  const columns = boundColumns(campaign.template);
  const zonePosition = columnPosition(
    list.columnNames,

    list.whatsappColumns[phonePosition]?.contactableTimeColumn ?? '',
  );
  for (const column of columns.filter((name) => !hasColumn(list.columnNames, name)))
    faults.push(
      faultOf(
        'CAMPAIGN_CONTENT_TEMPLATE_SUBSTITUTION_MISMATCH',
        'template',
        `The contact list has no column ${missingName(column, list.columnNames)} for the template’s parameter.`,
      ),
    );
  for (const id of campaign.dncListIds.filter((id) => !dncLists.some(({ _id }) => _id === id)))
    faults.push(faultOf('dnc.list.not.found', 'dncLists', `The DNC list ${id} does not exist.`));
  if (faults.length > 0) return faults;
  return {
    campaignId: campaign._id,
    runId,
    revision: campaign.revision,
    integrationId: campaign.integrationId,
    contactListId: list._id,
    whatsappColumn: campaign.whatsappColumn,
    phonePosition,
    template: campaign.template,
    timeZone: list.timeZone ?? 'UTC',
    room,
    columns,
    columnPositions: columns.map((name) => columnPosition(list.columnNames, name)),
    callableTimes: campaign.callableTimes ?? null,
    zonePosition: zonePosition < 0 ? null : zonePosition,
    dncLists: [
      ...campaign.dncListIds.map((id) => ({
        id,
        name: dncLists.find(({ _id }) => _id === id)?.name ?? id,
        optOut: false,
      })),
      { id: optOutListIdOf(campaign.integrationId), name: 'opt-outs', optOut: true },
    ],
  };
}
