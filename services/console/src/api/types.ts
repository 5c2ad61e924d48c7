/** Short names for what the API's description calls by path. */
import type { paths } from './schema.ts';

type Ok<T> = T extends { responses: { 200: { content: { 'application/json': infer B } } } } ? B : never;
type Sent<T> = T extends { requestBody?: { content: { 'application/json': infer B } } } ? B : never;
type Entity<T> = T extends { entities: Array<infer E> } ? E : never;

export type Me = Ok<paths['/api/v2/session']['get']>;

type Campaigns = paths['/api/v2/outbound/messagingcampaigns'];
export type Campaign = Entity<Ok<Campaigns['get']>>;
export type CampaignBody = Sent<Campaigns['post']>;
export type CampaignStatus = Campaign['campaignStatus'];
export type CampaignQuery = NonNullable<Campaigns['get']['parameters']['query']>;
export type Progress = Ok<paths['/api/v2/outbound/messagingcampaigns/{messagingCampaignId}/progress']['get']>;

type Resend = paths['/api/v2/outbound/messagingcampaigns/{messagingCampaignId}/resend'];
export type ResendPreview = Ok<Resend['get']>;
export type ResendBody = Sent<Resend['post']>;

export type StartPreview = Ok<
  paths['/api/v2/outbound/messagingcampaigns/{messagingCampaignId}/preview']['get']
>;

type ContactLists = paths['/api/v2/outbound/contactlists'];
export type ContactList = Entity<Ok<ContactLists['get']>>;
export type ContactListBody = Sent<ContactLists['post']>;

type Filters = paths['/api/v2/outbound/contactlistfilters'];
export type ContactListFilter = Entity<Ok<Filters['get']>>;
export type FilterBody = Sent<Filters['post']>;
export type FilterPreview = Ok<paths['/api/v2/outbound/contactlistfilters/preview']['post']>;

type Conversations = paths['/api/v2/analytics/conversations/details/query'];
export type ConversationQuery = Sent<Conversations['post']>;
export type Conversation = Ok<Conversations['post']>['conversations'][number];

export type DncNumber = Entity<Ok<paths['/api/v2/outbound/dnclists/{dncListId}/phonenumbers']['get']>>;
export type OptOut = Entity<Ok<paths['/api/v2/outbound/optouts']['get']>>;
export type PossibleOptOut = Entity<Ok<paths['/api/v2/outbound/optouts/possible']['get']>>;
export type DeadLetter = Entity<Ok<paths['/api/v2/outbound/deadletters']['get']>>;

export type Integration = Entity<Ok<paths['/api/v2/conversations/messaging/integrations/whatsapp']['get']>>;
export type TemplateResponse = Entity<Ok<paths['/api/v2/responsemanagement/responses']['get']>>;
export type Division = Entity<Ok<paths['/api/v2/authorization/divisions']['get']>>;
export type User = Entity<Ok<paths['/api/v2/users']['get']>>;
export type OAuthClient = Entity<Ok<paths['/api/v2/oauth/clients']['get']>>;
export type Subscription = Entity<Ok<paths['/api/v2/outbound/webhooksubscriptions']['get']>>;
export type Delivery = Entity<
  Ok<paths['/api/v2/outbound/webhooksubscriptions/{subscriptionId}/deliveries']['get']>
>;
export type Role = Entity<Ok<paths['/api/v2/authorization/roles']['get']>>;
export type Grant = User['grants'][number];
export type RoleDivision = OAuthClient['roleDivisions'][number];
export type PermissionCollection = Entity<Ok<paths['/api/v2/authorization/permissions']['get']>>;
export type DncList = Entity<Ok<paths['/api/v2/outbound/dnclists']['get']>>;
export type ImportStatus = NonNullable<ContactList['importStatus']>;
export type Contact = Entity<
  Ok<paths['/api/v2/outbound/contactlists/{contactListId}/contacts/search']['post']>
>;
export type LogEntry = Entity<Ok<paths['/api/v2/outbound/events']['get']>>;
