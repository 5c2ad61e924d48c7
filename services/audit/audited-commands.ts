/** What each command is about, and what of it the audit tells. Data of contacts is counted, never told. Pure. */
import type { AuditedChange, AuditedKind } from '../../schemas/collections/audit-collections.ts';
import type { CampaignCommand } from '../../schemas/types.ts';

type Body = CampaignCommand['body'];

/** Null: not audited, since nobody is behind it. */
export const kindOfCommand: Readonly<Record<Body['type'], AuditedKind | null>> = {
  CreateCampaign: 'campaign',
  UpdateCampaign: 'campaign',
  StartCampaign: 'campaign',
  StopCampaign: 'campaign',
  RecycleCampaign: 'campaign',
  ResendCampaign: 'campaign',
  DeleteCampaign: 'campaign',
  StartScheduled: null,
  CompleteRun: null,
  ConfirmStopped: null,
  InvalidateCampaign: null,
  ForceStopCampaign: null,
  CreateContactList: 'contactList',
  UpdateContactList: 'contactList',
  ImportContacts: 'contactList',
  AddContacts: 'contactList',
  RemoveContacts: 'contactList',
  ClearContactList: 'contactList',
  DeleteContactList: 'contactList',
  CancelImport: 'import',
  CreateDncList: 'dncList',
  UpdateDncList: 'dncList',
  ImportDncNumbers: 'dncList',
  AddDncNumbers: 'dncList',
  RemoveDncNumbers: 'dncList',
  PurgeDncNumbers: 'dncList',
  ClearDncList: 'dncList',
  DeleteDncList: 'dncList',
  CreateContactListFilter: 'contactListFilter',
  UpdateContactListFilter: 'contactListFilter',
  DeleteContactListFilter: 'contactListFilter',
  RegisterIntegration: 'integration',
  DeleteIntegration: 'integration',
  SyncTemplates: 'integration',
  ConfirmRestore: 'integration',
  LiftHold: 'integration',
  AddOptOuts: 'integration',
  RemoveOptOuts: 'integration',
  SaveDivision: 'division',
  DeleteDivision: 'division',
  SaveWrapupCode: 'wrapupCode',
  DeleteWrapupCode: 'wrapupCode',
  SaveResponse: 'response',
  DeleteResponse: 'response',
  SaveResponseLibrary: 'library',
  DeleteResponseLibrary: 'library',
};

/** What a command brings that its thing does not show. */
export function broughtBy(body: Body): AuditedChange[] {
  switch (body.type) {
    case 'AddContacts':
      return [counted('contacts', body.contacts.length)];
    case 'RemoveContacts':
      return [counted('contacts', body.contactIds.length)];
    case 'AddDncNumbers':
    case 'RemoveDncNumbers':
    case 'AddOptOuts':
    case 'RemoveOptOuts':
      return [counted('numbers', body.numbers.length)];
    case 'ImportContacts':
    case 'ImportDncNumbers':
    case 'CreateContactList':
    case 'CreateDncList':
      return body.source ? [{ property: 'source', before: null, after: sourceText(body.source) }] : [];
    case 'LiftHold': {
      return [{ property: 'hold', before: JSON.stringify({ ...body, type: undefined }), after: null }];
    }
    default:
      return [];
  }
}

const counted = (property: string, count: number): AuditedChange => ({
  property,
  before: null,
  after: JSON.stringify({ count }),
});

type Source = { uploadId: string | null; path: string | null; url: string | null };

/** Of an address what is before its query, which may hold a signature; and nobody's password. */
function sourceText({ uploadId, path, url }: Source): string {
  if (url === null) return JSON.stringify(uploadId === null ? { path } : { uploadId });
  const [address = ''] = url.split(/[?#]/, 1);
  return JSON.stringify({ url: address.replace(/\/\/[^/@]*@/, '//') });
}
