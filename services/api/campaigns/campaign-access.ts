/** What campaigns ask of their callers, and a campaign as far as its caller may see it. */
import { collections, type CampaignDocument } from '../../../schemas/collections.ts';
import type { Permission } from '../../access/permissions.ts';
import { divisionsWithAny, isIn, type Principal } from '../../access/principal.ts';
import { fault, type Fault } from '../../domain/fault.ts';
import type { Database } from '../../platform/mongo/mongo.ts';
import { findCampaign } from '../../queries/campaigns/list-campaigns.ts';
import type { Kind } from '../access/thing-in-division.ts';

type Verb = 'view' | 'search' | 'add' | 'edit' | 'delete' | 'start' | 'stop' | 'recycle';

/** The contract lets any of the three permission objects open a campaign. */
export const campaignAccess = (verb: Verb) => ({ any: permissionsTo(verb) });

export const permissionsTo = (verb: Verb): readonly [Permission, Permission, Permission] => [
  `outbound:messagingCampaign:${verb}`,
  `outbound:emailCampaign:${verb}`,
  `outbound:whatsAppCampaign:${verb}`,
];

export const campaignKind: Kind<CampaignDocument> = {
  find: findCampaign,
  seeing: [...permissionsTo('view'), ...permissionsTo('search')],
};

type References = Pick<CampaignDocument, 'contactListId' | 'dncListIds'>;

/**
 * Lists that the caller may not see do not exist for him. What the campaign refers to already is not looked
 * at.
 */
export async function hiddenListFaults(
  database: Database,
  principal: Principal,
  { contactListId, dncListIds }: References,
  present: References | null,
): Promise<Fault[]> {
  const faults: Fault[] = [];
  const visible = divisionsWithAny(principal, ['outbound:contactList:view', 'outbound:contactList:search']);
  if (contactListId !== present?.contactListId) {
    const list = await database.of(collections.contactLists).findOne({ _id: contactListId });
    if (list && !isIn(visible, list.divisionId))
      faults.push(
        fault(
          'contact.list.not.found',
          'contactList.id',
          `There is no contact list with the id "${contactListId}".`,
        ),
      );
  }
  const added = dncListIds.filter((id) => !(present?.dncListIds ?? []).includes(id));
  const visibleDnc = divisionsWithAny(principal, ['outbound:dncList:view', 'outbound:dncList:search']);
  const lists = await database
    .of(collections.dncLists)
    .find({ _id: { $in: added } })
    .toArray();
  for (const { _id } of lists.filter(({ divisionId }) => !isIn(visibleDnc, divisionId)))
    faults.push(
      fault(
        'dnc.list.not.found',
        `dncLists[${dncListIds.indexOf(_id)}]`,
        `There is no DNC list with the id "${_id}".`,
      ),
    );
  return faults;
}
