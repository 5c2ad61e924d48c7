/** Commands that make what a campaign needs, as the tests with a whole system send them; a test says only what matters to it. */
import type { CampaignCommand } from '../../schemas/types.ts';

type Body<T extends CampaignCommand['body']['type']> = Extract<CampaignCommand['body'], { type: T }>;
/** What has a default, and what has none. */
type Over<T extends CampaignCommand['body']['type'], K extends keyof Body<T>> = Partial<Body<T>> &
  Pick<Body<T>, K>;

const fromUpload = (uploadId: string) => ({ uploadId, path: null, url: null });

/** A list whose column Phone is messaged. @param id its own */
export const contactListBody = (
  id: string,
  uploadId: string,
  over: Partial<Body<'CreateContactList'>> = {},
): Body<'CreateContactList'> => ({
  type: 'CreateContactList',
  name: `contacts ${id}`,
  divisionId: null,
  whatsappColumns: [{ columnName: 'Phone', type: 'cell', contactableTimeColumn: null }],
  contactIdColumn: null,
  defaultCountry: null,
  timeZone: null,
  columnNames: null,
  ...over,
  source: fromUpload(uploadId),
});

export const dncListBody = (id: string, uploadId: string, phoneColumns: string[]): Body<'CreateDncList'> => ({
  type: 'CreateDncList',
  name: `dnc ${id}`,
  divisionId: null,
  contactMethod: 'Phone',
  phoneColumns,
  defaultCountry: 'US',
  source: fromUpload(uploadId),
});

export const integrationBody = (
  id: string,
  phoneNumberId: string,
  messagesPerSecond: number,
): Body<'RegisterIntegration'> => ({
  type: 'RegisterIntegration',
  name: `number ${id}`,
  phoneNumberId,
  displayPhoneNumber: '+1 555 0100',
  businessAccountId: '102290129340398',
  messagesPerSecond,
  credentials: 'default',
  active: true,
});

/** A campaign to the column Phone; its template's one parameter is the column Name. */
export const campaignBody = (
  id: string,
  over: Over<'CreateCampaign', 'contactListId' | 'integrationId'>,
): Body<'CreateCampaign'> => ({
  type: 'CreateCampaign',
  name: `campaign ${id}`,
  divisionId: null,
  whatsappColumn: 'Phone',
  messagesPerMinute: 2_400,
  template: {
    name: 'spring_offer',
    language: 'en_US',
    header: [],
    body: [{ name: null, column: 'Name', value: null }],
    buttons: [],
  },
  dncListIds: [],
  contactListFilterIds: [],
  contactSorts: [],
  alwaysRunning: false,
  callableTimes: null,
  ...over,
});

/** Changes nothing but what is given. */
export const campaignChange = (
  version: number,
  over: Partial<Body<'UpdateCampaign'>> = {},
): Body<'UpdateCampaign'> => ({
  type: 'UpdateCampaign',
  version,
  name: null,
  messagesPerMinute: null,
  alwaysRunning: null,
  contactListId: null,
  whatsappColumn: null,
  integrationId: null,
  template: null,
  dncListIds: null,
  contactListFilterIds: null,
  contactSorts: null,
  callableTimes: null,
  ...over,
});
