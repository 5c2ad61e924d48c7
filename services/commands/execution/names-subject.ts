/**
 * A command that deletes must repeat the id of the object, so that a record left empty by mistake deletes
 * nothing.
 */
import type { CampaignCommand } from '../../../schemas/types.ts';
import { fault, type Fault } from '../../domain/fault.ts';

export function deletionNameFaults({ subjectId, body }: CampaignCommand): Fault[] {
  const named = namedIn(body);
  if (named === null) return [];
  const [field, id] = named;
  if (id === subjectId) return [];
  const quoted = JSON.stringify(id.slice(0, 140));
  return [
    fault(
      'invalid.property',
      field,
      `${field} is ${quoted}; expected the id of the object to delete, repeated.`,
    ),
  ];
}

function namedIn(body: CampaignCommand['body']): [field: string, id: string] | null {
  switch (body.type) {
    case 'DeleteContactList':
      return ['contactListId', body.contactListId];
    case 'DeleteDncList':
      return ['dncListId', body.dncListId];
    case 'ClearContactList':
      return ['contactListId', body.contactListId];
    case 'ClearDncList':
      return ['dncListId', body.dncListId];
    case 'DeleteContactListFilter':
      return ['contactListFilterId', body.contactListFilterId];
    case 'DeleteDivision':
      return ['divisionId', body.divisionId];
    case 'DeleteWrapupCode':
      return ['wrapupCodeId', body.wrapupCodeId];
    case 'DeleteResponse':
      return ['responseId', body.responseId];
    case 'DeleteResponseLibrary':
      return ['libraryId', body.libraryId];
    case 'DeleteCampaign':
      return ['campaignId', body.campaignId];
    default:
      return null;
  }
}
