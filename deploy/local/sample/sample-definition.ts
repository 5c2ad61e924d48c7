/** What the sample consists of: ids that are the same at every start, and the commands that create it. */
import { createHash } from 'node:crypto';
import type { CampaignCommand, TemplateBinding } from '../../../schemas/types.ts';

export const SAMPLE_MESSAGES_PER_MINUTE = 3_000;
/** As in sample/scenario.json. */
export const SAMPLE_ACCOUNT = '102290129340398';

/** Ids that are the same at every start: repeated commands have no second effect. */
export const sampleId = (name: string): string => {
  const hex = createHash('sha256').update(`sample/${name}`).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
};

export const sample = {
  campaignId: sampleId('campaign'),
  contactListId: sampleId('contacts'),
  dncListId: sampleId('do-not-contact'),
  filterId: sampleId('filter'),
  integrationId: sampleId('integration'),
};

type Body = CampaignCommand['body'];

const column = (name: string): TemplateBinding => ({ name: null, column: name, value: null });
const constant = (value: string): TemplateBinding => ({ name: null, column: null, value });

export const createContactList = (uploadId: string): Body => ({
  type: 'CreateContactList',
  name: 'Sample contacts',
  divisionId: null,
  whatsappColumns: [{ columnName: 'Phone', type: 'cell', contactableTimeColumn: null }],
  contactIdColumn: 'Customer',
  defaultCountry: 'US',
  timeZone: null,
  columnNames: null,
  source: { uploadId, path: null, url: null },
});

export const createDncList = (uploadId: string): Body => ({
  type: 'CreateDncList',
  name: 'Sample do-not-contact',
  divisionId: null,
  contactMethod: 'Phone',
  phoneColumns: ['DNC_Home', 'DNC_Cell', 'DNC_Work'],
  defaultCountry: 'US',
  source: { uploadId, path: null, url: null },
});

export const registerIntegration: Body = {
  type: 'RegisterIntegration',
  name: 'Sample number',
  phoneNumberId: '106540352242922',
  displayPhoneNumber: '+1 555 078 3881',
  businessAccountId: SAMPLE_ACCOUNT,
  messagesPerSecond: 80,
  credentials: 'default',
  active: true,
};

export const createFilter: Body = {
  type: 'CreateContactListFilter',
  name: 'Sample: members with a balance',
  contactListId: sample.contactListId,
  filterType: 'AND',
  clauses: [
    {
      filterType: 'AND',
      predicates: [
        {
          column: 'Tier',
          columnType: 'alphabetic',
          operator: 'IN',
          value: null,
          range: {
            min: null,
            max: null,
            minInclusive: true,
            maxInclusive: true,
            inSet: ['gold', 'silver', 'bronze'],
          },
          inverted: false,
        },
        {
          column: 'Balance',
          columnType: 'numeric',
          operator: 'GREATER_THAN',
          value: '10',
          range: null,
          inverted: false,
        },
      ],
    },
  ],
};

export const createCampaign: Body = {
  type: 'CreateCampaign',
  name: 'Sample campaign',
  divisionId: null,
  contactListId: sample.contactListId,
  whatsappColumn: 'Phone',
  integrationId: sample.integrationId,
  messagesPerMinute: SAMPLE_MESSAGES_PER_MINUTE,
  template: {
    name: 'member_statement',
    language: 'en_US',
    header: [{ ...constant('https://example.com/spring.png'), kind: 'IMAGE' }],
    body: [
      column('First Name'),
      { ...column('Member Since'), kind: 'DATE_TIME' },
      { ...column('Balance'), kind: 'CURRENCY', parts: [{ name: 'code', column: null, value: 'USD' }] },
    ],
    buttons: [{ index: 0, subType: 'url', binding: column('Customer') }],
  },
  dncListIds: [sample.dncListId],
  contactListFilterIds: [sample.filterId],
  contactSorts: [
    { fieldName: 'Tier', direction: 'DESC', numeric: false },
    { fieldName: 'Balance', direction: 'DESC', numeric: true },
    { fieldName: 'Member Since', direction: 'ASC', numeric: false },
    { fieldName: 'Last Name', direction: 'ASC', numeric: false },
  ],
  alwaysRunning: false,
  callableTimes: null,
};
