/** The endpoints of section 2 of the Genesys contract with their permissions, and the query options of its collections. */

const CAMPAIGN = ['messagingCampaign', 'emailCampaign', 'whatsAppCampaign'];
const anyCampaign = (verb: string): string => CAMPAIGN.map((kind) => `outbound:${kind}:${verb}`).join(' | ');
/** Collection, item, permissions by verb. */
const crud = (path: string, object: string, verbs: Record<string, string> = {}): string => `
  GET ${path} = ${verbs['list'] ?? `${object}:view`}
  POST ${path} = ${verbs['add'] ?? `${object}:add`}
  GET ${path}/{} = ${verbs['list'] ?? `${object}:view`}
  PUT ${path}/{} = ${object}:edit
  DELETE ${path}/{} = ${object}:delete`;

const campaigns = '/outbound/messagingcampaigns';
const lists = '/outbound/contactlists';
const dnc = '/outbound/dnclists';
const whatsapp = '/conversations/messaging/integrations/whatsapp';
const details = 'analytics:conversationDetail:view | analytics:agentConversationDetail:view';

/** `<method> <path below /api/v2> = <permissions>`, with ` | ` between those of which one suffices, ` & ` between those that all are needed. */
const table = `
  GET ${campaigns} = ${anyCampaign('view')}
  POST ${campaigns} = ${anyCampaign('add')}
  GET ${campaigns}/{} = ${anyCampaign('view')}
  PUT ${campaigns}/{} = ${anyCampaign('edit')}
  DELETE ${campaigns}/{} = ${anyCampaign('delete')}
  POST ${campaigns}/{}/start = ${anyCampaign('start')}
  POST ${campaigns}/{}/stop = ${anyCampaign('stop')}
  GET ${campaigns}/{}/progress = ${anyCampaign('view')}
  POST ${campaigns}/progress = ${anyCampaign('view')}
  GET ${campaigns}/{}/diagnostics = ${anyCampaign('view')}
  GET ${campaigns}/divisionviews = ${anyCampaign('search')}
  GET ${campaigns}/divisionviews/{} = ${anyCampaign('search')}
  ${crud(lists, 'outbound:contactList')}
  DELETE ${lists} = outbound:contactList:delete
  GET ${lists}/divisionviews = outbound:contactList:search
  GET ${lists}/divisionviews/{} = outbound:contactList:search
  GET ${lists}/{}/importstatus = outbound:contactList:view
  POST ${lists}/{}/export = outbound:contact:view & outbound:contactList:view
  GET ${lists}/{}/export = outbound:contact:view & outbound:contactList:view
  POST ${lists}/uploads = outbound:contactList:upload
  POST ${lists}/{}/clear = outbound:contact:delete
  POST ${lists}/{}/contacts = outbound:contact:add
  GET ${lists}/{}/contacts/{} = outbound:contact:view
  PUT ${lists}/{}/contacts/{} = outbound:contact:edit
  DELETE ${lists}/{}/contacts/{} = outbound:contact:delete
  DELETE ${lists}/{}/contacts = outbound:contact:delete
  POST ${lists}/{}/contacts/bulk = outbound:contact:view
  POST ${lists}/{}/contacts/search = outbound:contact:view
  ${crud('/outbound/contactlistfilters', 'outbound:contactListFilter')}
  POST /outbound/contactlistfilters/preview = outbound:contact:view
  POST /outbound/contactlistfilters/bulk/retrieve = outbound:contactListFilter:view
  ${crud(dnc, 'outbound:dncList')}
  GET ${dnc}/divisionviews = outbound:dncList:search
  GET ${dnc}/divisionviews/{} = outbound:dncList:search
  GET ${dnc}/{}/importstatus = outbound:dncList:view
  POST ${dnc}/{}/export = outbound:dnc:view & outbound:dncList:view
  GET ${dnc}/{}/export = outbound:dnc:view & outbound:dncList:view
  POST ${dnc}/uploads = outbound:dncList:upload
  PATCH ${dnc}/{}/whatsappnumbers = outbound:dnc:edit
  POST ${dnc}/{}/phonenumbers = outbound:dnc:add
  PATCH ${dnc}/{}/phonenumbers = outbound:dnc:edit
  DELETE ${dnc}/{}/whatsappnumbers = outbound:dnc:delete
  DELETE ${dnc}/{}/phonenumbers = outbound:dnc:delete
  ${crud('/authorization/divisions', 'authorization:division', {
    add: 'authorization:division:add & authorization:grant:add',
    list: 'signed-in',
  })}
  GET /authorization/divisions/home = signed-in
  GET /authorization/divisions/limit = signed-in
  GET /authorization/divisionspermitted/me = signed-in
  GET ${whatsapp} = messaging:integration:view
  POST ${whatsapp} = messaging:whatsappIntegration:add
  POST ${whatsapp}/embeddedsignup = messaging:whatsappIntegration:add
  GET ${whatsapp}/{} = messaging:integration:view
  PATCH ${whatsapp}/{} = messaging:integration:edit
  DELETE ${whatsapp}/{} = messaging:integration:delete
  ${crud('/responsemanagement/responses', 'responses:response')}
  POST /responsemanagement/responses/query = responses:response:view
  ${crud('/responsemanagement/libraries', 'responses:library')}
  ${crud('/routing/wrapupcodes', 'routing:wrapupCode')}
  GET /outbound/events = outbound:eventLog:view
  GET /outbound/events/{} = outbound:eventLog:view
  POST /analytics/conversations/details/query = ${details}
  GET /analytics/conversations/{}/details = ${details}`;

/** Endpoint → its permissions, as in the table. */
export const contractEndpoints: ReadonlyMap<string, string> = new Map(
  table
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => line.trim().split(' = ') as [string, string]),
);

/** Endpoint → why it is not served. */
export const notServed: Readonly<Record<string, string>> = {
  [`POST ${whatsapp}/embeddedsignup`]:
    'it ends a sign-up in a dialog of the provider; numbers are registered with POST on the collection, which the contract has too',
};

const paging = 'pageSize pageNumber sortBy sortOrder name filterType allowEmptyResult';
const queries: Readonly<Record<string, string>> = {
  [campaigns]: `pageSize pageNumber sortBy sortOrder name contactListId divisionId type senderSmsPhoneNumber id
    contentTemplateId campaignStatus ruleSetIds`,
  [lists]: `${paging} id divisionId includeImportStatus includeSize`,
  '/outbound/contactlistfilters': `${paging} contactListId`,
  [dnc]: `${paging} includeImportStatus includeSize dncSourceType divisionId`,
  '/authorization/divisions': 'pageSize pageNumber sortBy name id objectCount',
  [whatsapp]: 'pageSize pageNumber expand',
  '/responsemanagement/responses': 'libraryId pageSize pageNumber',
  '/responsemanagement/libraries': 'messagingTemplateFilter libraryPrefix',
  '/routing/wrapupcodes': 'sortBy name id divisionId',
  '/outbound/events': `${paging} category level`,
};
/** Path of a collection → the options of its query. */
export const contractQueries: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries(queries).map(([path, names]) => [path, names.trim().split(/\s+/)]),
);
