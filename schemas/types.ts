// Generated from schemas/*.avsc by `npm run generate`. Do not edit.

/** A wish. Its outcome appears on command-outcomes under the command id. */
export type CampaignCommand = {
  /** Chosen by whoever commands (UUID). The same id a second time has no second effect. */
  commandId: string;
  /** Id of the thing commanded; also the record's key. New things get their id from the commander (UUID). */
  subjectId: string;
  issuedAt: number;
  /** Who, for the event log. */
  issuedBy: string;
  /** Decided later than this, the command is refused and changes nothing; null: it is carried out whenever it is decided. */
  actBefore?: null | number | undefined;
  /** Null: published on the topic directly. */
  origin?: null | CommandOrigin | undefined;
  /** The first record is harmless and those that delete are last: a client that writes {} without naming a record gets the first that fits. */
  body: ({ type: 'SyncTemplates' } & SyncTemplates) | ({ type: 'CreateContactList' } & CreateContactList) | ({ type: 'UpdateContactList' } & UpdateContactList) | ({ type: 'ImportContacts' } & ImportContacts) | ({ type: 'AddContacts' } & AddContacts) | ({ type: 'CreateDncList' } & CreateDncList) | ({ type: 'ImportDncNumbers' } & ImportDncNumbers) | ({ type: 'AddDncNumbers' } & AddDncNumbers) | ({ type: 'CreateContactListFilter' } & CreateContactListFilter) | ({ type: 'UpdateContactListFilter' } & UpdateContactListFilter) | ({ type: 'RegisterIntegration' } & RegisterIntegration) | ({ type: 'CreateCampaign' } & CreateCampaign) | ({ type: 'UpdateCampaign' } & UpdateCampaign) | ({ type: 'StartCampaign' } & StartCampaign) | ({ type: 'StartScheduled' } & StartScheduled) | ({ type: 'ConfirmRestore' } & ConfirmRestore) | ({ type: 'StopCampaign' } & StopCampaign) | ({ type: 'RecycleCampaign' } & RecycleCampaign) | ({ type: 'ResendCampaign' } & ResendCampaign) | ({ type: 'CompleteRun' } & CompleteRun) | ({ type: 'ConfirmStopped' } & ConfirmStopped) | ({ type: 'InvalidateCampaign' } & InvalidateCampaign) | ({ type: 'ForceStopCampaign' } & ForceStopCampaign) | ({ type: 'AddOptOuts' } & AddOptOuts) | ({ type: 'CancelImport' } & CancelImport) | ({ type: 'LiftHold' } & LiftHold) | ({ type: 'SaveDivision' } & SaveDivision) | ({ type: 'SaveWrapupCode' } & SaveWrapupCode) | ({ type: 'SaveResponseLibrary' } & SaveResponseLibrary) | ({ type: 'SaveResponse' } & SaveResponse) | ({ type: 'UpdateDncList' } & UpdateDncList) | ({ type: 'RemoveOptOuts' } & RemoveOptOuts) | ({ type: 'RemoveDncNumbers' } & RemoveDncNumbers) | ({ type: 'RemoveContacts' } & RemoveContacts) | ({ type: 'PurgeDncNumbers' } & PurgeDncNumbers) | ({ type: 'ClearContactList' } & ClearContactList) | ({ type: 'ClearDncList' } & ClearDncList) | ({ type: 'DeleteIntegration' } & DeleteIntegration) | ({ type: 'DeleteWrapupCode' } & DeleteWrapupCode) | ({ type: 'DeleteResponse' } & DeleteResponse) | ({ type: 'DeleteResponseLibrary' } & DeleteResponseLibrary) | ({ type: 'DeleteDivision' } & DeleteDivision) | ({ type: 'DeleteContactListFilter' } & DeleteContactListFilter) | ({ type: 'DeleteDncList' } & DeleteDncList) | ({ type: 'DeleteContactList' } & DeleteContactList) | ({ type: 'DeleteCampaign' } & DeleteCampaign);
};
/** Who commanded through which door, for the audit. Believed, as whoever may write here is trusted (docs/kafka-acls.md). */
export type CommandOrigin = {
  /** API, CONSOLE or CLI. */
  door: string;
  /** client, user, or operator (who uses the command line). */
  kind: string;
  id: string;
  name: string;
  /** IP address of the caller, or the machine of the command line. */
  address: null | string;
};
/** Read the templates of the integration's business account anew, and what the provider says of its number. Subject: the integration. Accepted = it will be done soon; the outcome is in MongoDB (provider_syncs). */
export type SyncTemplates = {
};
/** Create a contact list, optionally from a CSV. Subject: the new list's id. */
export type CreateContactList = {
  /** At most 64 characters, unique. */
  name: string;
  divisionId: null | string;
  /** Columns that hold a Phone ID. */
  whatsappColumns: Array<WhatsAppColumn>;
  /** Column whose value identifies the contact; without it the whole row does. */
  contactIdColumn: null | string;
  /** ISO 3166 alpha-2 country for numbers written nationally, e.g. US. */
  defaultCountry: null | string;
  /** IANA zone for dates without offset. */
  timeZone: null | string;
  /** The columns of a list created without a file; with a file its header decides. */
  columnNames: null | Array<string>;
  /** CSV to import at once; the import's id is the command id. */
  source: null | ImportSource;
  /** Properties of a Genesys contact list that the engine does not use, by name, as JSON: shown as they were sent. */
  unusedProperties?: Record<string, string> | undefined;
};
export type WhatsAppColumn = {
  columnName: string;
  /** work, personal, … */
  type: string;
  /** Column with the contact's time zone (IANA name) for callable times; null = from its number's country, else the campaign's. */
  contactableTimeColumn?: null | string | undefined;
  /** Shown as it was sent; not used. */
  contactableTimeColumnName?: null | string | undefined;
};
/** Where a CSV comes from: exactly one of the three. */
export type ImportSource = {
  /** Id of an uploaded file (GridFS bucket uploads); any importer instance can read it. */
  uploadId: null | string;
  /** Path below one of the importer's allowed directories (IMPORT_DIRECTORIES). */
  path: null | string;
  /** http(s) URL on one of the importer's allowed origins (IMPORT_URL_ORIGINS); fetched once, then imported from the copy. */
  url: null | string;
};
/** Change the fields given; null leaves a field as it is, an empty text clears it. Columns change only while the list has no contacts. Subject: the list. */
export type UpdateContactList = {
  name: null | string;
  whatsappColumns: null | Array<WhatsAppColumn>;
  contactIdColumn: null | string;
  /** For rows that are imported from now on. */
  defaultCountry: null | string;
  timeZone: null | string;
  /** Version of the list that the change is based on; another one is refused. Null: whatever version it has. */
  version?: null | number | undefined;
  /** In the place of all that the list has. */
  unusedProperties?: null | Record<string, string> | undefined;
};
/** Import a CSV into an existing contact list. Subject: the list; the import's id is the command id. */
export type ImportContacts = {
  source: ImportSource;
  /** As in AddContacts, for contacts that the file names and that are in the list already. */
  clearSystemData?: boolean | undefined;
};
/** Add single contacts to a list. Subject: the list. */
export type AddContacts = {
  /** At most 1,000. */
  contacts: Array<NewContact>;
  /** Contacts that are not in the list are refused instead of added. */
  onlyExisting?: boolean | undefined;
  /** Runs that have begun do not take up the contacts that are new; later ones do. */
  doNotQueue?: boolean | undefined;
  /** What earlier messages to these contacts came to is shown no more: last attempts, their results and Delivery Status. */
  clearSystemData?: boolean | undefined;
  /** Runs that have begun take up the contacts that are new next, before all that they have not taken up yet; of several such contacts the first to arrive is first. */
  priority?: boolean | undefined;
};
export type NewContact = {
  id: null | string;
  /** column → value */
  data: Record<string, string>;
};
/** Create a do-not-contact list, optionally from a CSV. Subject: the new list's id. */
export type CreateDncList = {
  name: string;
  divisionId: null | string;
  contactMethod: ContactMethod;
  /** Columns of its files that hold phone numbers; other columns are ignored. */
  phoneColumns: Array<string>;
  defaultCountry: null | string;
  source: null | ImportSource;
};
export type ContactMethod = 'Phone' | 'Any' | 'WhatsApp' | 'Email';
/** Subject: the DNC list; the import's id is the command id. */
export type ImportDncNumbers = {
  source: ImportSource;
  /** Columns of this file that hold phone numbers; null = the list's. A list without any has these from now on. */
  phoneColumns?: null | Array<string> | undefined;
  /** Column of this file that says when the entries end; null = ExpirationDateTime. */
  expirationColumn?: null | string | undefined;
};
/** Subject: the DNC list. */
export type AddDncNumbers = {
  /** At most 1,000. */
  numbers: Array<string>;
  /** The entries end then; null = never. */
  expiresAt: null | number;
};
/** Subject: the new filter's id. */
export type CreateContactListFilter = {
  name: string;
  contactListId: string;
  /** Joins the clauses. */
  filterType: FilterType;
  clauses: Array<FilterClause>;
};
export type FilterType = 'AND' | 'OR';
export type FilterClause = {
  /** Joins the predicates. */
  filterType: FilterType;
  predicates: Array<FilterPredicate>;
};
export type FilterPredicate = {
  column: string;
  columnType: ColumnType;
  operator: FilterOperator;
  value: null | string;
  range: null | FilterRange;
  inverted: boolean;
};
export type ColumnType = 'numeric' | 'alphabetic';
export type FilterOperator = 'EQUALS' | 'LESS_THAN' | 'LESS_THAN_EQUALS' | 'GREATER_THAN' | 'GREATER_THAN_EQUALS' | 'CONTAINS' | 'BEGINS_WITH' | 'ENDS_WITH' | 'BEFORE' | 'AFTER' | 'BETWEEN' | 'IN';
export type FilterRange = {
  min: null | string;
  max: null | string;
  minInclusive: boolean;
  maxInclusive: boolean;
  inSet: Array<string>;
};
/** Change the fields given; null leaves a field as it is. Clauses do not change while a campaign runs with the filter. Subject: the filter. */
export type UpdateContactListFilter = {
  name: null | string;
  filterType: null | FilterType;
  clauses: null | Array<FilterClause>;
  /** Version of the filter that the change is based on; another one is refused. Null: whatever version it has. */
  version?: null | number | undefined;
};
/** Register a WhatsApp business number, or change it. Subject: the integration's id. */
export type RegisterIntegration = {
  name: string;
  /** Meta's id of the business phone number. */
  phoneNumberId: string;
  displayPhoneNumber: string;
  businessAccountId: string;
  /** Throughput of the number: 80 (STANDARD), 1000 (HIGH). */
  messagesPerSecond: number;
  /** Name under which campaigns and sender find the access token in files or environment; never the token. */
  credentials: string;
  active: boolean;
  /** Where its messages are sent to: /messages, or /marketing_messages (marketing templates only). */
  endpoint?: SendEndpoint | undefined;
  /** MARKETING_MESSAGES only: whether the provider may fall back to the plain endpoint; null leaves it to the provider. */
  productPolicy?: null | ProductPolicy | undefined;
  /** MARKETING_MESSAGES only: whether activity on messages is shared with the provider; null leaves it to the account's setting. */
  messageActivitySharing?: null | boolean | undefined;
  /** Id of the business portfolio whose numbers share a messaging limit; null: the numbers of its business account are one. */
  portfolioId?: null | string | undefined;
};
export type SendEndpoint = 'MESSAGES' | 'MARKETING_MESSAGES';
export type ProductPolicy = 'CLOUD_API_FALLBACK' | 'STRICT';
/** Subject: the new campaign's id. */
export type CreateCampaign = {
  name: string;
  divisionId: null | string;
  contactListId: string;
  whatsappColumn: string;
  integrationId: string;
  messagesPerMinute: number;
  template: TemplateUse;
  dncListIds: Array<string>;
  contactListFilterIds: Array<string>;
  /** Up to 4, highest precedence first. */
  contactSorts: Array<ContactSort>;
  alwaysRunning: boolean;
  ambiguity?: Ambiguity | undefined;
  /** Null = any time. */
  callableTimes?: null | CallableTimes | undefined;
};
/** The approved template to send, with its parameters bound to columns. */
export type TemplateUse = {
  name: string;
  /** With underscore, e.g. en_US. */
  language: string;
  /** The header's parameter, if it has one. */
  header: Array<TemplateBinding>;
  /** Body parameters, in order. */
  body: Array<TemplateBinding>;
  buttons: Array<ButtonBinding>;
  /** When the limited-time offer expires (kind DATE_TIME); null for a template without one. */
  limitedTimeOffer?: null | TemplateBinding | undefined;
  /** The response by which the template was chosen; null: by itself. */
  responseId?: null | string | undefined;
};
/** Where one parameter comes from: a column, a constant, or a column with a default (docs/templates.md). */
export type TemplateBinding = {
  /** Parameter name of a NAMED template; null for a positional one. */
  name: null | string;
  /** Column of the contact list whose value fills the parameter. */
  column: null | string;
  /** Constant; with a column it is the value used where the contact's cell is empty. */
  value: null | string;
  /** TEXT everywhere; a header may be IMAGE, VIDEO, DOCUMENT (the value is a link or a media id) or LOCATION; a header or body text may be CURRENCY or DATE_TIME. */
  kind?: ParameterKind | undefined;
  parts?: Array<ParameterPart> | undefined;
};
export type ParameterKind = 'TEXT' | 'IMAGE' | 'VIDEO' | 'DOCUMENT' | 'LOCATION' | 'CURRENCY' | 'DATE_TIME';
/** A further value of a parameter, bound like the parameter itself. */
export type ParameterPart = {
  /** filename (DOCUMENT); latitude, longitude, name, address (LOCATION); code (CURRENCY); time_zone, style (DATE_TIME); the keys of a flow button's action data. */
  name: string;
  column: null | string;
  value: null | string;
};
export type ButtonBinding = {
  /** Position of the button in the template, from 0. */
  index: number;
  /** url (the suffix), quick_reply (the payload), copy_code (the code) or flow (the token; parts are the action data) */
  subType: string;
  binding: TemplateBinding;
};
export type ContactSort = {
  fieldName: string;
  direction: SortDirection;
  /** Read the field as a number (E4). */
  numeric: boolean;
};
export type SortDirection = 'ASC' | 'DESC';
/** What becomes of a message of which nobody knows whether it was sent (UNKNOWN), when no webhook has settled it after so many minutes. */
export type Ambiguity = {
  /** HOLD: it stays unknown until a webhook says more. RESEND_ONCE: it is sent a second time. GIVE_UP: it has failed. */
  policy: AmbiguityPolicy;
  /** 1 to 10080; without meaning for HOLD. */
  afterMinutes: number;
};
export type AmbiguityPolicy = 'HOLD' | 'RESEND_ONCE' | 'GIVE_UP';
/** When contacts may be messaged, on their own clocks (docs/callable-times.md). */
export type CallableTimes = {
  /** IANA zone of contacts whose own is not known. */
  timeZone: string;
  /** Added up, at most 50; none = any time. */
  ranges: Array<CallableRange>;
};
export type CallableRange = {
  days: Array<Weekday>;
  /** HH:MM, inclusive. */
  start: string;
  /** HH:MM, exclusive, after start; 24:00 is the end of the day. Over midnight it takes two ranges. */
  end: string;
};
export type Weekday = 'MON' | 'TUE' | 'WED' | 'THU' | 'FRI' | 'SAT' | 'SUN';
/** Change the fields given; null leaves a field as it is. Subject: the campaign. */
export type UpdateCampaign = {
  /** The version that the change is based on (A7). */
  version: number;
  name: null | string;
  messagesPerMinute: null | number;
  alwaysRunning: null | boolean;
  contactListId: null | string;
  whatsappColumn: null | string;
  integrationId: null | string;
  template: null | TemplateUse;
  dncListIds: null | Array<string>;
  contactListFilterIds: null | Array<string>;
  contactSorts: null | Array<ContactSort>;
  ambiguity?: null | Ambiguity | undefined;
  /** Without ranges: any time from now on. */
  callableTimes?: null | CallableTimes | undefined;
};
/** Subject: the campaign. Starts, or resumes where it stood; now, or as soon as notBefore has come. */
export type StartCampaign = {
  /** Starts then, at most a year ahead; null or past: at once. A start that waits is undone by StopCampaign. */
  notBefore: null | number;
  /** Refused when decided later than this. Null: an hour after notBefore, or never when there is no notBefore. */
  notAfter: null | number;
};
/** From our own services, on internal-commands; refused on campaign-commands. The time of a scheduled start has come. Subject: the campaign. */
export type StartScheduled = {
  /** Id of the StartCampaign that waits; another one is refused. */
  scheduleId: string;
};
/** An operator has seen that database and Kafka do not belong to the same past, and lets the number send again. Subject: the integration. */
export type ConfirmRestore = {
  /** What the number was held for, as pace shows it (fence.mismatch.found): anything found later needs its own word. */
  found: string;
};
/** Subject: the campaign. */
export type StopCampaign = {
};
/** Subject: the campaign. The next start runs it from the first contact, as a new run. */
export type RecycleCampaign = {
};
/** Subject: the campaign, which is not active and not always running. Begins a new run for some contacts of an earlier run, and for nobody whom a message of that run or a later one has reached. Do-not-contact lists, opt-outs and filters are checked anew. */
export type ResendCampaign = {
  /** FAILED: WhatsApp refused the message or did not deliver it. UNKNOWN: it may have been sent. NEVER_REACHED: the run was stopped before. */
  kinds: Array<ResendKind>;
  /** Only failures with these WhatsApp error codes; empty = all of FAILED. At most 100. */
  codes: Array<number>;
  /** The earlier run; null = the latest that was not itself a resend. */
  runNumber: null | number;
  /** Acknowledges that contacts of UNKNOWN may have the message already. Without it UNKNOWN is refused. */
  mayGetItTwice: boolean;
};
export type ResendKind = 'FAILED' | 'UNKNOWN' | 'NEVER_REACHED';
/** From the status service, on internal-commands; refused on campaign-commands. Every contact of the run has its outcome. Subject: the campaign. */
export type CompleteRun = {
  runId: string;
};
/** From the status service, on internal-commands; refused on campaign-commands. No message of the run is under way any more. Subject: the campaign. */
export type ConfirmStopped = {
  runId: string;
};
/** From our own services, on internal-commands; refused on campaign-commands. A dependency broke. Subject: the campaign. */
export type InvalidateCampaign = {
  runId: null | string;
  errors: Array<Fault>;
};
/** What is wrong, where, and what was expected. */
export type Fault = {
  code: string;
  field: null | string;
  message: string;
  limit: null | number;
};
/** From our own services, on internal-commands; refused on campaign-commands. The provider says that the campaign must not go on. Subject: the campaign. */
export type ForceStopCampaign = {
  errors: Array<Fault>;
};
/** Recipients who want no messages of this number, e.g. told by telephone. Subject: the integration. */
export type AddOptOuts = {
  /** With country code; at most 1,000. */
  numbers: Array<string>;
};
/** End an import early. One that waits changes nothing; of one that runs, the rows before its end stay. Subject: its contact list or DNC list. */
export type CancelImport = {
  importId: string;
};
/** An operator has repaired what messages are held for (payment, registration, policy …) and lets them be sent at once. Subject: the integration. */
export type LiftHold = {
  /** What is held; ACCOUNT and APP are lifted for all their numbers. */
  scope: LiftScope;
  /** TEMPLATE: `<name>:<language>`; CAMPAIGN: its id; else empty. */
  scopeKey: string;
  /** Only holds for these error codes end; empty = all of the scope. */
  codes: Array<number>;
};
export type LiftScope = 'NUMBER' | 'TEMPLATE' | 'ACCOUNT' | 'APP' | 'CAMPAIGN';
/** Make a division, or change its name and description. Subject: the division. */
export type SaveDivision = {
  /** The version that the change is based on; null makes a new one. */
  version: null | number;
  name: string;
  description: string;
};
/** Make or change a wrap-up code of one's own. Subject: the code. */
export type SaveWrapupCode = {
  /** The version that the change is based on; null makes a new one. */
  version: null | number;
  name: string;
  /** Null: Home. */
  divisionId: null | string;
  description: string;
};
/** Make or rename a library of responses. Subject: the library. */
export type SaveResponseLibrary = {
  /** The version that the change is based on; null makes a new one. */
  version: null | number;
  name: string;
};
/** Make or replace a response: a WhatsApp template as campaigns name it, with what fills its parameters. Subject: the response. */
export type SaveResponse = {
  /** The version that the change is based on; null makes a new one. */
  version: null | number;
  name: string;
  /** At least one. */
  libraryIds: Array<string>;
  templateName: string;
  /** With underscore, e.g. en_US. */
  templateLanguage: string;
  texts: Array<ResponseText>;
  substitutions: Array<Substitution>;
  header: null | ResponseHeader;
  footer: null | string;
  buttons: Array<ResponseButton>;
};
export type ResponseText = {
  content: string;
  contentType: string;
  type: string;
};
/** A column of the contact list that fills a parameter. */
export type Substitution = {
  /** Name of the column; {{id}} in the text. */
  id: string;
  description: string;
  /** Used where the contact's cell is empty. */
  defaultValue: null | string;
};
export type ResponseHeader = {
  /** Text, Image, Video or Document. */
  type: string;
  content: string;
};
export type ResponseButton = {
  /** QuickReply, PhoneNumber or Url. */
  type: string;
  content: string;
  contentText: string;
  payload: string;
};
/** Change the fields given; null leaves a field as it is, an empty text clears it. Subject: the DNC list. */
export type UpdateDncList = {
  name: null | string;
  /** Of files that are imported from now on. */
  phoneColumns: null | Array<string>;
  /** For numbers that are added from now on. */
  defaultCountry: null | string;
  /** Version of the list that the change is based on; another one is refused. Null: whatever version it has. */
  version: null | number;
};
/** They want messages of this number again. Subject: the integration. */
export type RemoveOptOuts = {
  numbers: Array<string>;
};
/** Subject: the DNC list. */
export type RemoveDncNumbers = {
  numbers: Array<string>;
};
/** Subject: the list. */
export type RemoveContacts = {
  contactIds: Array<string>;
};
/** Remove entries that have ended, at most 10,000 a command, and count the rest anew. Ended entries block nobody even before. Subject: the DNC list. */
export type PurgeDncNumbers = {
};
/** Remove all contacts of a list; the list stays. Running campaigns no longer message them. Subject: the list. */
export type ClearContactList = {
  /** The subject's id again; refused without it, so that a record left empty by mistake removes nothing. */
  contactListId: string;
};
/** Remove all numbers of a DNC list; the list stays. Subject: the DNC list. */
export type ClearDncList = {
  /** The subject's id again; refused without it, so that a record left empty by mistake removes nothing. */
  dncListId: string;
};
/** Not while a campaign uses it, nor once a recipient has opted out of it. Subject: the integration. */
export type DeleteIntegration = {
  /** Of the integration, as a check that this one is meant. */
  phoneNumberId: string;
};
/** Subject: the code. */
export type DeleteWrapupCode = {
  /** The subject's id again; refused without it, so that a record left empty by mistake deletes nothing. */
  wrapupCodeId: string;
};
/** Not while a campaign uses it. Subject: the response. */
export type DeleteResponse = {
  /** The subject's id again; refused without it, so that a record left empty by mistake deletes nothing. */
  responseId: string;
};
/** Not while it holds responses. Subject: the library. */
export type DeleteResponseLibrary = {
  /** The subject's id again; refused without it, so that a record left empty by mistake deletes nothing. */
  libraryId: string;
};
/** Only an empty one, and never Home. Subject: the division. */
export type DeleteDivision = {
  /** The subject's id again; refused without it, so that a record left empty by mistake deletes nothing. */
  divisionId: string;
};
/** Subject: the filter. */
export type DeleteContactListFilter = {
  /** The subject's id again; refused without it, so that a record left empty by mistake deletes nothing. */
  contactListFilterId: string;
};
/** Subject: the DNC list. */
export type DeleteDncList = {
  /** The subject's id again; refused without it, so that a record left empty by mistake deletes nothing. */
  dncListId: string;
};
/** Subject: the list. */
export type DeleteContactList = {
  /** The subject's id again; refused without it, so that a record left empty by mistake deletes nothing. */
  contactListId: string;
};
/** Subject: the campaign; not while it runs. */
export type DeleteCampaign = {
  /** The subject's id again; refused without it, so that a record left empty by mistake deletes nothing. */
  campaignId: string;
};
/** A campaign has changed. Outcomes of commands have a topic of their own (command-outcomes). */
export type CampaignEvent = {
  /** The same for a repeated delivery. */
  eventId: string;
  /** Campaign id; also the key. */
  subjectId: string;
  occurredAt: number;
  body: ({ type: 'CommandOutcome' } & CommandOutcome) | ({ type: 'CampaignChanged' } & CampaignChanged);
};
/** Written by earlier versions, and while OUTCOMES_ON_CAMPAIGN_EVENTS is true: readers of outcomes move to command-outcomes. */
export type CommandOutcome = {
  commandId: string;
  accepted: boolean;
  /** Empty when accepted. */
  errors: Array<Fault>;
  /** Version of the thing after the command. */
  version: null | number;
  /** What could not be checked although the command was accepted, e.g. a template while the account's templates are not known. */
  warnings?: Array<Fault> | undefined;
  /** Kind of the command, e.g. StartCampaign, for the event log. */
  command?: null | string | undefined;
  /** Who commanded. */
  issuedBy?: null | string | undefined;
};
/** A campaign's state after a change: enough for who paces and sends. */
export type CampaignChanged = {
  campaignId: string;
  cause: CampaignChange;
  /** Increases with every change; an older revision is stale news. */
  revision: number;
  status: CampaignStatus;
  name: string;
  integrationId: string;
  contactListId: string;
  messagesPerMinute: number;
  alwaysRunning: boolean;
  /** The present run; null before the first start. */
  runId: null | string;
  errors: Array<Fault>;
  /** Template that it sends: holds of templates go by it. */
  templateName?: null | string | undefined;
  /** Language of that template, e.g. en_US. */
  templateLanguage?: null | string | undefined;
  /** Null = any time. */
  callableTimes?: null | CallableTimes | undefined;
  /** Number of the run to some of whose contacts the present run sends again; null: it is for all contacts of the list. */
  resendOf?: null | number | undefined;
  /** Who commanded the change; our own services by their names. */
  issuedBy?: null | string | undefined;
};
export type CampaignChange = 'CREATED' | 'EDITED' | 'STARTED' | 'STOPPING' | 'STOPPED' | 'COMPLETED' | 'RECYCLED' | 'INVALIDATED' | 'FORCE_STOPPED' | 'DELETED';
export type CampaignStatus = 'on' | 'stopping' | 'off' | 'complete' | 'invalid' | 'forced_off' | 'forced_stopping';
/** The outcome of one command: accepted, or refused with every fault. A command that is delivered again gets the same outcome again. */
export type CommandDecided = {
  commandId: string;
  /** Id of the thing commanded; also the record's key. */
  subjectId: string;
  decidedAt: number;
  /** Kind of the command, e.g. StartCampaign; null for one that was decided before kinds were kept. */
  command: null | string;
  /** Who commanded. */
  issuedBy: null | string;
  accepted: boolean;
  /** Empty when accepted; at most 100, and one more that says how many others there are. */
  errors: Array<Fault>;
  /** What could not be checked although the command was accepted, e.g. a template while the account's templates are not known. */
  warnings: Array<Fault>;
  /** Version of the thing after the command. */
  version: null | number;
};
/** What happened to contact lists and DNC lists. */
export type ContactListEvent = {
  eventId: string;
  /** Contact list or DNC list; also the key. */
  listId: string;
  occurredAt: number;
  body: ({ type: 'ImportFinished' } & ImportFinished) | ({ type: 'ImportFailed' } & ImportFailed) | ({ type: 'ContactsAdded' } & ContactsAdded) | ({ type: 'ContactsRemoved' } & ContactsRemoved) | ({ type: 'DncNumbersChanged' } & DncNumbersChanged) | ({ type: 'ListDeleted' } & ListDeleted);
};
export type ImportFinished = {
  importId: string;
  kind: ListKind;
  rowsRead: number;
  imported: number;
  /** Contacts that the import changed. */
  updated: number;
  unchanged: number;
  rejected: number;
};
export type ListKind = 'CONTACTS' | 'DNC';
export type ImportFailed = {
  importId: string;
  kind: ListKind;
  reason: string;
  detail: string;
};
export type ContactsAdded = {
  count: number;
  /** Highest arrival number in the list now. */
  throughArrival: number;
};
export type ContactsRemoved = {
  count: number;
};
export type DncNumbersChanged = {
  added: number;
  removed: number;
};
export type ListDeleted = {
  kind: ListKind;
  /** The name that it had; null in events of earlier versions. */
  name: null | string;
};
/** An operator has dealt with a dead letter. */
export type DeadLetterMark = {
  /** Place of the dead letter on dead-letters. */
  partition: number;
  offset: number;
  /** REPLAYED: its bytes were put on their topic again. DROPPED: it needs nothing more. */
  action: DeadLetterAction;
  /** Who, for people. */
  by: string;
  at: number;
};
export type DeadLetterAction = 'REPLAYED' | 'DROPPED';
/** A record that could not be used, with its original bytes. */
export type DeadLetter = {
  topic: string;
  partition: number;
  offset: number;
  key: null | Buffer;
  value: null | Buffer;
  headers: Record<string, Buffer>;
  errorCode: string;
  errorMessage: string;
  service: string;
  attempts: number;
  at: number;
};
/** Contacts to message, in order, as far as was asked for. */
export type EligibilityNews = {
  campaignId: string;
  runId: string;
  /** Also the key: all campaigns of a number meet in one throttle. */
  integrationId: string;
  body: ({ type: 'EligibleContact' } & EligibleContact) | ({ type: 'EligibilityProgress' } & EligibilityProgress);
};
export type EligibleContact = {
  messageId: string;
  contactId: string;
  /** Place in the run's order, from 0. */
  sequence: number;
  /** Phone ID */
  to: string;
  template: TemplateMessage;
  /** IANA zone of the contact, when the campaign has callable times. */
  timeZone?: null | string | undefined;
};
/** The template with its parameters as they were when the contact was taken up. */
export type TemplateMessage = {
  name: string;
  language: string;
  header: Array<TextParameter>;
  body: Array<TextParameter>;
  buttons: Array<ButtonParameter>;
  /** When the limited-time offer expires, ms since the epoch; null for a template without one. */
  offerExpiresAt?: null | number | undefined;
};
/** A filled parameter. */
export type TextParameter = {
  name: null | string;
  /** The text; link or media id of IMAGE, VIDEO and DOCUMENT; what is shown for CURRENCY and DATE_TIME. */
  text: string;
  kind?: ParameterKind | undefined;
  /** What else the kind has: filename; latitude, longitude, name, address; code and amount_1000. */
  fields?: Record<string, string> | undefined;
};
export type ButtonParameter = {
  index: number;
  subType: string;
  text: string;
  /** Action data of a flow button. */
  fields?: Record<string, string> | undefined;
};
/** How far the run's contacts are decided, so that the throttle knows gaps from silence. */
export type EligibilityProgress = {
  /** Start of the demand answered: the contacts in [fromSequence, decidedThrough) that may be messaged came before this record. */
  fromSequence: number;
  /** Every contact below this sequence number has been decided: emitted or excluded. */
  decidedThrough: number;
  /** Contacts in the run's order so far. */
  planned: number;
  /** False while the order is still being made. */
  planComplete: boolean;
  /** How many EligibleContact records the block has: whoever began to read in the middle of it knows that some are missing. Null: an older writer did not say. */
  eligible: null | number;
};
/** A contact that is not messaged in this run, and why. */
export type ExcludedContact = {
  /** Ledger id of the exclusion: the same for ever for a contact and run. */
  exclusionId: string;
  campaignId: string;
  runId: string;
  contactId: string;
  sequence: number;
  /** Closed set; the wrap-up code of each is in domain/message.ts. */
  reason: SkipReason;
  detail: string;
  at: number;
};
export type SkipReason = 'ON_DO_NOT_CALL_LIST' | 'OPTED_OUT' | 'INVALID_PHONE_NUMBER' | 'MISSING_PARAMETER' | 'DUPLICATE_PHONE_NUMBER' | 'CONTACT_REMOVED' | 'INVALID_PARAMETER' | 'HEADER_VALUE_TOO_LONG' | 'BODY_VALUE_TOO_LONG' | 'BUTTON_URL_VALUE_TOO_LONG' | 'ALREADY_REACHED';
/** A message or preference from a recipient. */
export type InboundMessage = {
  /** Who wrote; empty when WhatsApp tells only a user id. Also the key, else the user id. */
  phoneId: string;
  /** The business number written to. */
  phoneNumberId: string;
  wamid: null | string;
  at: number;
  /** NUMBER_CHANGED: the recipient has another number now, which is in the payload. */
  kind: InboundKind;
  text: string;
  payload: null | string;
  contextWamid: null | string;
  /** stop or resume */
  preference: null | string;
  /** Business-scoped user id of who wrote. */
  userId: null | string;
};
export type InboundKind = 'TEXT' | 'BUTTON' | 'PREFERENCE' | 'OTHER' | 'NUMBER_CHANGED';
/** A command of our own services about a campaign. Its outcome appears on command-outcomes under the command id. */
export type InternalCommand = {
  /** internal/ and what it is made from: the same cause gives the same id, and no id on campaign-commands can be equal. */
  commandId: string;
  /** Id of the campaign; also the record's key. */
  subjectId: string;
  issuedAt: number;
  /** Name of the service, for the event log. */
  issuedBy: string;
  /** What the service has seen; it is checked again where it takes effect. */
  body: ({ type: 'CompleteRun' } & CompleteRun) | ({ type: 'ConfirmStopped' } & ConfirmStopped) | ({ type: 'InvalidateCampaign' } & InvalidateCampaign) | ({ type: 'ForceStopCampaign' } & ForceStopCampaign) | ({ type: 'StartScheduled' } & StartScheduled);
};
/** News about one message. */
export type MessageStatus = {
  /** Null only when a webhook carried no callback data; then the wamid decides. */
  messageId: null | string;
  attempt: null | number;
  wamid: null | string;
  /** When it happened, by the clock of who says it. */
  at: number;
  source: StatusSource;
  /** ACCEPTED…SKIPPED from the send itself, SENT…UNDELIVERED from webhooks. */
  kind: StatusKind;
  /** WhatsApp error code. */
  code: null | number;
  reason: null | string;
  /** RETRY: not before then. */
  dueAt: null | number;
};
export type StatusSource = 'SENDER' | 'REAPER' | 'WEBHOOK';
export type StatusKind = 'ACCEPTED' | 'RETRY' | 'FAILED' | 'UNKNOWN' | 'SKIPPED' | 'SENT' | 'DELIVERED' | 'READ' | 'UNDELIVERED';
/** A recipient went on or off the opt-out list of an integration. */
export type OptOutEvent = {
  /** The same for a repeated delivery. */
  eventId: string;
  /** Also the key. */
  integrationId: string;
  phoneId: string;
  /** When the recipient said so. */
  at: number;
  wish: OptOutWish;
  /** KEYWORD: a stop or start word; PREFERENCE: switched in WhatsApp; ERROR: told by error 131050; NUMBER_CHANGED: the list followed to the new number. */
  source: OptOutSource;
};
export type OptOutWish = 'OUT' | 'IN';
export type OptOutSource = 'KEYWORD' | 'PREFERENCE' | 'ERROR' | 'NUMBER_CHANGED';
/** How far the pace of a number had come in which database: the latest of each number stays on the topic, so that a database that is older than that shows. */
export type PaceFence = {
  integrationId: string;
  /** Identity of the database, made once (collection installation). */
  databaseId: string;
  /** Owner's epoch in the pace document. */
  epoch: number;
  /** Every slot released so far is before this; microseconds since the epoch. */
  reachedMicros: number;
  at: number;
};
/** The provider says slow down, hold or stop, or that something changed there. */
export type ProviderSignal = {
  /** Whom it concerns: an integration, `number:<phone number id>`, `account:<business account id>` or `app`. Also the key. */
  integrationId: string;
  /** When it was true for certain: the event's time by the provider (whole seconds), of a refusal in a reply the time of its request. */
  at: number;
  body: ({ type: 'SlowDown' } & SlowDown) | ({ type: 'Hold' } & Hold) | ({ type: 'Lift' } & Lift) | ({ type: 'CampaignMustStop' } & CampaignMustStop) | ({ type: 'ProviderChanged' } & ProviderChanged);
};
/** The number's throughput was exceeded (130429). */
export type SlowDown = {
  code: number;
  detail: string;
};
export type Hold = {
  scope: HoldScope;
  /** TEMPLATE: `<name>:<language>`; CAMPAIGN: its id. The other scopes are said by integrationId already. */
  scopeKey: string;
  until: number;
  code: number;
  reason: string;
};
export type HoldScope = 'NUMBER' | 'TEMPLATE' | 'ACCOUNT' | 'APP' | 'CAMPAIGN';
/** A hold ends early. */
export type Lift = {
  scope: HoldScope;
  scopeKey: string;
  reason: string;
  /** Only holds for these error codes end; empty = all of the scope. */
  codes?: Array<number> | undefined;
};
export type CampaignMustStop = {
  campaignId: string;
  code: number;
  reason: string;
};
/** Something changed at the provider: who keeps a copy reads it again. */
export type ProviderChanged = {
  what: ProviderThing;
  /** Template name, the number's digits, or the business account's id. */
  key: string;
  /** As the provider calls it, e.g. THROUGHPUT_UPGRADE. */
  event: string;
};
export type ProviderThing = 'TEMPLATE' | 'NUMBER' | 'ACCOUNT';
/** A message with its turn. */
export type ReleasedMessage = {
  messageId: string;
  campaignId: string;
  runId: string;
  contactId: string;
  integrationId: string;
  sequence: number;
  /** From 1. */
  attempt: number;
  /** Phone ID */
  to: string;
  template: TemplateMessage;
  /** The slot: the request leaves then, or, when too late, not at all but comes back for a new slot. */
  sendAt: number;
  /** Least time between two requests of this number, microseconds. */
  spacingMicros: number;
  /** IANA zone of the contact, when the campaign has callable times: outside of them it is not sent but waits in the ledger. */
  timeZone?: null | string | undefined;
};
/** The throttle can use contacts of this run from one sequence number up to another. */
export type SendDemand = {
  campaignId: string;
  runId: string;
  fromSequence: number;
  /** Exclusive. Absolute, so a repeat is harmless. */
  throughSequence: number;
  demandedAt: number;
};
/** A webhook call as it came, kept for a while so that it can be read again. */
export type WebhookNotification = {
  /** Hash of the bytes: the same for a call that the provider repeats. Also the key. */
  notificationId: string;
  receivedAt: number;
  /** The raw body, whose signature was verified. */
  body: Buffer;
  /** How the bytes are written; large bodies are compressed. */
  encoding: BodyEncoding;
  /** A body too large for one record comes in parts, from 0, in order. */
  part: number;
  parts: number;
};
export type BodyEncoding = 'PLAIN' | 'GZIP';

export const CampaignCommandSchema = {"type":"record","name":"CampaignCommand","namespace":"campaigns","doc":"A wish. Its outcome appears on command-outcomes under the command id.","fields":[{"name":"commandId","type":"string","doc":"Chosen by whoever commands (UUID). The same id a second time has no second effect."},{"name":"subjectId","type":"string","doc":"Id of the thing commanded; also the record's key. New things get their id from the commander (UUID)."},{"name":"issuedAt","type":{"type":"long","logicalType":"timestamp-millis"}},{"name":"issuedBy","type":"string","doc":"Who, for the event log.","default":""},{"name":"actBefore","type":["null",{"type":"long","logicalType":"timestamp-millis"}],"doc":"Decided later than this, the command is refused and changes nothing; null: it is carried out whenever it is decided.","default":null,"later":true},{"name":"origin","type":["null",{"type":"record","name":"CommandOrigin","doc":"Who commanded through which door, for the audit. Believed, as whoever may write here is trusted (docs/kafka-acls.md).","fields":[{"name":"door","type":"string","doc":"API, CONSOLE or CLI."},{"name":"kind","type":"string","doc":"client, user, or operator (who uses the command line)."},{"name":"id","type":"string"},{"name":"name","type":"string"},{"name":"address","type":["null","string"],"doc":"IP address of the caller, or the machine of the command line.","default":null}]}],"doc":"Null: published on the topic directly.","default":null,"later":true},{"name":"body","type":[{"type":"record","name":"SyncTemplates","doc":"Read the templates of the integration's business account anew, and what the provider says of its number. Subject: the integration. Accepted = it will be done soon; the outcome is in MongoDB (provider_syncs).","fields":[]},{"type":"record","name":"CreateContactList","doc":"Create a contact list, optionally from a CSV. Subject: the new list's id.","fields":[{"name":"name","type":"string","doc":"At most 64 characters, unique."},{"name":"divisionId","type":["null","string"],"default":null},{"name":"whatsappColumns","type":{"type":"array","items":{"type":"record","name":"WhatsAppColumn","fields":[{"name":"columnName","type":"string"},{"name":"type","type":"string","doc":"work, personal, …","default":"cell"},{"name":"contactableTimeColumn","type":["null","string"],"doc":"Column with the contact's time zone (IANA name) for callable times; null = from its number's country, else the campaign's.","default":null,"later":true},{"name":"contactableTimeColumnName","type":["null","string"],"doc":"Shown as it was sent; not used.","default":null,"later":true}]}},"doc":"Columns that hold a Phone ID."},{"name":"contactIdColumn","type":["null","string"],"doc":"Column whose value identifies the contact; without it the whole row does.","default":null},{"name":"defaultCountry","type":["null","string"],"doc":"ISO 3166 alpha-2 country for numbers written nationally, e.g. US.","default":null},{"name":"timeZone","type":["null","string"],"doc":"IANA zone for dates without offset.","default":null},{"name":"columnNames","type":["null",{"type":"array","items":"string"}],"doc":"The columns of a list created without a file; with a file its header decides.","default":null},{"name":"source","type":["null",{"type":"record","name":"ImportSource","doc":"Where a CSV comes from: exactly one of the three.","fields":[{"name":"uploadId","type":["null","string"],"default":null,"doc":"Id of an uploaded file (GridFS bucket uploads); any importer instance can read it."},{"name":"path","type":["null","string"],"default":null,"doc":"Path below one of the importer's allowed directories (IMPORT_DIRECTORIES)."},{"name":"url","type":["null","string"],"default":null,"doc":"http(s) URL on one of the importer's allowed origins (IMPORT_URL_ORIGINS); fetched once, then imported from the copy."}]}],"doc":"CSV to import at once; the import's id is the command id.","default":null},{"name":"unusedProperties","type":{"type":"map","values":"string"},"doc":"Properties of a Genesys contact list that the engine does not use, by name, as JSON: shown as they were sent.","default":{},"later":true}]},{"type":"record","name":"UpdateContactList","doc":"Change the fields given; null leaves a field as it is, an empty text clears it. Columns change only while the list has no contacts. Subject: the list.","fields":[{"name":"name","type":["null","string"],"default":null},{"name":"whatsappColumns","type":["null",{"type":"array","items":"WhatsAppColumn"}],"default":null},{"name":"contactIdColumn","type":["null","string"],"default":null},{"name":"defaultCountry","type":["null","string"],"doc":"For rows that are imported from now on.","default":null},{"name":"timeZone","type":["null","string"],"default":null},{"name":"version","type":["null","int"],"doc":"Version of the list that the change is based on; another one is refused. Null: whatever version it has.","default":null,"later":true},{"name":"unusedProperties","type":["null",{"type":"map","values":"string"}],"doc":"In the place of all that the list has.","default":null,"later":true}]},{"type":"record","name":"ImportContacts","doc":"Import a CSV into an existing contact list. Subject: the list; the import's id is the command id.","fields":[{"name":"source","type":"ImportSource"},{"name":"clearSystemData","type":"boolean","doc":"As in AddContacts, for contacts that the file names and that are in the list already.","default":false,"later":true}]},{"type":"record","name":"AddContacts","doc":"Add single contacts to a list. Subject: the list.","fields":[{"name":"contacts","type":{"type":"array","items":{"type":"record","name":"NewContact","fields":[{"name":"id","type":["null","string"],"default":null},{"name":"data","type":{"type":"map","values":"string"},"doc":"column → value"}]}},"doc":"At most 1,000."},{"name":"onlyExisting","type":"boolean","doc":"Contacts that are not in the list are refused instead of added.","default":false,"later":true},{"name":"doNotQueue","type":"boolean","doc":"Runs that have begun do not take up the contacts that are new; later ones do.","default":false,"later":true},{"name":"clearSystemData","type":"boolean","doc":"What earlier messages to these contacts came to is shown no more: last attempts, their results and Delivery Status.","default":false,"later":true},{"name":"priority","type":"boolean","doc":"Runs that have begun take up the contacts that are new next, before all that they have not taken up yet; of several such contacts the first to arrive is first.","default":false,"later":true}]},{"type":"record","name":"CreateDncList","doc":"Create a do-not-contact list, optionally from a CSV. Subject: the new list's id.","fields":[{"name":"name","type":"string"},{"name":"divisionId","type":["null","string"],"default":null},{"name":"contactMethod","type":{"type":"enum","name":"ContactMethod","symbols":["Phone","Any","WhatsApp","Email"]},"default":"Phone"},{"name":"phoneColumns","type":{"type":"array","items":"string"},"doc":"Columns of its files that hold phone numbers; other columns are ignored.","default":[]},{"name":"defaultCountry","type":["null","string"],"default":null},{"name":"source","type":["null","ImportSource"],"default":null}]},{"type":"record","name":"ImportDncNumbers","doc":"Subject: the DNC list; the import's id is the command id.","fields":[{"name":"source","type":"ImportSource"},{"name":"phoneColumns","type":["null",{"type":"array","items":"string"}],"doc":"Columns of this file that hold phone numbers; null = the list's. A list without any has these from now on.","default":null,"later":true},{"name":"expirationColumn","type":["null","string"],"doc":"Column of this file that says when the entries end; null = ExpirationDateTime.","default":null,"later":true}]},{"type":"record","name":"AddDncNumbers","doc":"Subject: the DNC list.","fields":[{"name":"numbers","type":{"type":"array","items":"string"},"doc":"At most 1,000."},{"name":"expiresAt","type":["null",{"type":"long","logicalType":"timestamp-millis"}],"doc":"The entries end then; null = never.","default":null}]},{"type":"record","name":"CreateContactListFilter","doc":"Subject: the new filter's id.","fields":[{"name":"name","type":"string"},{"name":"contactListId","type":"string"},{"name":"filterType","type":{"type":"enum","name":"FilterType","symbols":["AND","OR"]},"doc":"Joins the clauses.","default":"AND"},{"name":"clauses","type":{"type":"array","items":{"type":"record","name":"FilterClause","fields":[{"name":"filterType","type":"FilterType","doc":"Joins the predicates.","default":"AND"},{"name":"predicates","type":{"type":"array","items":{"type":"record","name":"FilterPredicate","fields":[{"name":"column","type":"string"},{"name":"columnType","type":{"type":"enum","name":"ColumnType","symbols":["numeric","alphabetic"]}},{"name":"operator","type":{"type":"enum","name":"FilterOperator","symbols":["EQUALS","LESS_THAN","LESS_THAN_EQUALS","GREATER_THAN","GREATER_THAN_EQUALS","CONTAINS","BEGINS_WITH","ENDS_WITH","BEFORE","AFTER","BETWEEN","IN"]}},{"name":"value","type":["null","string"],"default":null},{"name":"range","type":["null",{"type":"record","name":"FilterRange","fields":[{"name":"min","type":["null","string"],"default":null},{"name":"max","type":["null","string"],"default":null},{"name":"minInclusive","type":"boolean","default":true},{"name":"maxInclusive","type":"boolean","default":true},{"name":"inSet","type":{"type":"array","items":"string"},"default":[]}]}],"default":null},{"name":"inverted","type":"boolean","default":false}]}}}]}}}]},{"type":"record","name":"UpdateContactListFilter","doc":"Change the fields given; null leaves a field as it is. Clauses do not change while a campaign runs with the filter. Subject: the filter.","fields":[{"name":"name","type":["null","string"],"default":null},{"name":"filterType","type":["null","FilterType"],"default":null},{"name":"clauses","type":["null",{"type":"array","items":"FilterClause"}],"default":null},{"name":"version","type":["null","int"],"doc":"Version of the filter that the change is based on; another one is refused. Null: whatever version it has.","default":null,"later":true}]},{"type":"record","name":"RegisterIntegration","doc":"Register a WhatsApp business number, or change it. Subject: the integration's id.","fields":[{"name":"name","type":"string"},{"name":"phoneNumberId","type":"string","doc":"Meta's id of the business phone number."},{"name":"displayPhoneNumber","type":"string"},{"name":"businessAccountId","type":"string"},{"name":"messagesPerSecond","type":"int","doc":"Throughput of the number: 80 (STANDARD), 1000 (HIGH).","default":80},{"name":"credentials","type":"string","doc":"Name under which campaigns and sender find the access token in files or environment; never the token.","default":"default"},{"name":"active","type":"boolean","default":true},{"name":"endpoint","type":{"type":"enum","name":"SendEndpoint","symbols":["MESSAGES","MARKETING_MESSAGES"]},"doc":"Where its messages are sent to: /messages, or /marketing_messages (marketing templates only).","default":"MESSAGES","later":true},{"name":"productPolicy","type":["null",{"type":"enum","name":"ProductPolicy","symbols":["CLOUD_API_FALLBACK","STRICT"]}],"doc":"MARKETING_MESSAGES only: whether the provider may fall back to the plain endpoint; null leaves it to the provider.","default":null,"later":true},{"name":"messageActivitySharing","type":["null","boolean"],"doc":"MARKETING_MESSAGES only: whether activity on messages is shared with the provider; null leaves it to the account's setting.","default":null,"later":true},{"name":"portfolioId","type":["null","string"],"doc":"Id of the business portfolio whose numbers share a messaging limit; null: the numbers of its business account are one.","default":null,"later":true}]},{"type":"record","name":"CreateCampaign","doc":"Subject: the new campaign's id.","fields":[{"name":"name","type":"string"},{"name":"divisionId","type":["null","string"],"default":null},{"name":"contactListId","type":"string"},{"name":"whatsappColumn","type":"string"},{"name":"integrationId","type":"string"},{"name":"messagesPerMinute","type":"int"},{"name":"template","type":{"type":"record","name":"TemplateUse","doc":"The approved template to send, with its parameters bound to columns.","fields":[{"name":"name","type":"string"},{"name":"language","type":"string","doc":"With underscore, e.g. en_US."},{"name":"header","type":{"type":"array","items":{"type":"record","name":"TemplateBinding","doc":"Where one parameter comes from: a column, a constant, or a column with a default (docs/templates.md).","fields":[{"name":"name","type":["null","string"],"doc":"Parameter name of a NAMED template; null for a positional one.","default":null},{"name":"column","type":["null","string"],"doc":"Column of the contact list whose value fills the parameter.","default":null},{"name":"value","type":["null","string"],"doc":"Constant; with a column it is the value used where the contact's cell is empty.","default":null},{"name":"kind","type":{"type":"enum","name":"ParameterKind","symbols":["TEXT","IMAGE","VIDEO","DOCUMENT","LOCATION","CURRENCY","DATE_TIME"]},"doc":"TEXT everywhere; a header may be IMAGE, VIDEO, DOCUMENT (the value is a link or a media id) or LOCATION; a header or body text may be CURRENCY or DATE_TIME.","default":"TEXT","later":true},{"name":"parts","type":{"type":"array","items":{"type":"record","name":"ParameterPart","doc":"A further value of a parameter, bound like the parameter itself.","fields":[{"name":"name","type":"string","doc":"filename (DOCUMENT); latitude, longitude, name, address (LOCATION); code (CURRENCY); time_zone, style (DATE_TIME); the keys of a flow button's action data."},{"name":"column","type":["null","string"],"default":null},{"name":"value","type":["null","string"],"default":null}]}},"default":[],"later":true}]}},"doc":"The header's parameter, if it has one.","default":[]},{"name":"body","type":{"type":"array","items":"TemplateBinding"},"doc":"Body parameters, in order.","default":[]},{"name":"buttons","type":{"type":"array","items":{"type":"record","name":"ButtonBinding","fields":[{"name":"index","type":"int","doc":"Position of the button in the template, from 0."},{"name":"subType","type":"string","doc":"url (the suffix), quick_reply (the payload), copy_code (the code) or flow (the token; parts are the action data)"},{"name":"binding","type":"TemplateBinding"}]}},"default":[]},{"name":"limitedTimeOffer","type":["null","TemplateBinding"],"doc":"When the limited-time offer expires (kind DATE_TIME); null for a template without one.","default":null,"later":true},{"name":"responseId","type":["null","string"],"doc":"The response by which the template was chosen; null: by itself.","default":null,"later":true}]}},{"name":"dncListIds","type":{"type":"array","items":"string"},"default":[]},{"name":"contactListFilterIds","type":{"type":"array","items":"string"},"default":[]},{"name":"contactSorts","type":{"type":"array","items":{"type":"record","name":"ContactSort","fields":[{"name":"fieldName","type":"string"},{"name":"direction","type":{"type":"enum","name":"SortDirection","symbols":["ASC","DESC"]},"default":"ASC"},{"name":"numeric","type":"boolean","doc":"Read the field as a number (E4).","default":false}]}},"doc":"Up to 4, highest precedence first.","default":[]},{"name":"alwaysRunning","type":"boolean","default":false},{"name":"ambiguity","type":{"type":"record","name":"Ambiguity","doc":"What becomes of a message of which nobody knows whether it was sent (UNKNOWN), when no webhook has settled it after so many minutes.","fields":[{"name":"policy","type":{"type":"enum","name":"AmbiguityPolicy","symbols":["HOLD","RESEND_ONCE","GIVE_UP"]},"doc":"HOLD: it stays unknown until a webhook says more. RESEND_ONCE: it is sent a second time. GIVE_UP: it has failed.","default":"HOLD"},{"name":"afterMinutes","type":"int","doc":"1 to 10080; without meaning for HOLD.","default":60}]},"default":{"policy":"HOLD","afterMinutes":60},"later":true},{"name":"callableTimes","type":["null",{"type":"record","name":"CallableTimes","doc":"When contacts may be messaged, on their own clocks (docs/callable-times.md).","fields":[{"name":"timeZone","type":"string","doc":"IANA zone of contacts whose own is not known."},{"name":"ranges","type":{"type":"array","items":{"type":"record","name":"CallableRange","fields":[{"name":"days","type":{"type":"array","items":{"type":"enum","name":"Weekday","symbols":["MON","TUE","WED","THU","FRI","SAT","SUN"]}}},{"name":"start","type":"string","doc":"HH:MM, inclusive."},{"name":"end","type":"string","doc":"HH:MM, exclusive, after start; 24:00 is the end of the day. Over midnight it takes two ranges."}]}},"doc":"Added up, at most 50; none = any time."}]}],"doc":"Null = any time.","default":null,"later":true}]},{"type":"record","name":"UpdateCampaign","doc":"Change the fields given; null leaves a field as it is. Subject: the campaign.","fields":[{"name":"version","type":"int","doc":"The version that the change is based on (A7)."},{"name":"name","type":["null","string"],"default":null},{"name":"messagesPerMinute","type":["null","int"],"default":null},{"name":"alwaysRunning","type":["null","boolean"],"default":null},{"name":"contactListId","type":["null","string"],"default":null},{"name":"whatsappColumn","type":["null","string"],"default":null},{"name":"integrationId","type":["null","string"],"default":null},{"name":"template","type":["null","TemplateUse"],"default":null},{"name":"dncListIds","type":["null",{"type":"array","items":"string"}],"default":null},{"name":"contactListFilterIds","type":["null",{"type":"array","items":"string"}],"default":null},{"name":"contactSorts","type":["null",{"type":"array","items":"ContactSort"}],"default":null},{"name":"ambiguity","type":["null","Ambiguity"],"default":null,"later":true},{"name":"callableTimes","type":["null","CallableTimes"],"doc":"Without ranges: any time from now on.","default":null,"later":true}]},{"type":"record","name":"StartCampaign","doc":"Subject: the campaign. Starts, or resumes where it stood; now, or as soon as notBefore has come.","fields":[{"name":"notBefore","type":["null",{"type":"long","logicalType":"timestamp-millis"}],"doc":"Starts then, at most a year ahead; null or past: at once. A start that waits is undone by StopCampaign.","default":null},{"name":"notAfter","type":["null",{"type":"long","logicalType":"timestamp-millis"}],"doc":"Refused when decided later than this. Null: an hour after notBefore, or never when there is no notBefore.","default":null}]},{"type":"record","name":"StartScheduled","doc":"From our own services, on internal-commands; refused on campaign-commands. The time of a scheduled start has come. Subject: the campaign.","fields":[{"name":"scheduleId","type":"string","doc":"Id of the StartCampaign that waits; another one is refused."}]},{"type":"record","name":"ConfirmRestore","doc":"An operator has seen that database and Kafka do not belong to the same past, and lets the number send again. Subject: the integration.","fields":[{"name":"found","type":"string","doc":"What the number was held for, as pace shows it (fence.mismatch.found): anything found later needs its own word."}]},{"type":"record","name":"StopCampaign","doc":"Subject: the campaign.","fields":[]},{"type":"record","name":"RecycleCampaign","doc":"Subject: the campaign. The next start runs it from the first contact, as a new run.","fields":[]},{"type":"record","name":"ResendCampaign","doc":"Subject: the campaign, which is not active and not always running. Begins a new run for some contacts of an earlier run, and for nobody whom a message of that run or a later one has reached. Do-not-contact lists, opt-outs and filters are checked anew.","fields":[{"name":"kinds","type":{"type":"array","items":{"type":"enum","name":"ResendKind","symbols":["FAILED","UNKNOWN","NEVER_REACHED"]}},"doc":"FAILED: WhatsApp refused the message or did not deliver it. UNKNOWN: it may have been sent. NEVER_REACHED: the run was stopped before."},{"name":"codes","type":{"type":"array","items":"int"},"doc":"Only failures with these WhatsApp error codes; empty = all of FAILED. At most 100.","default":[]},{"name":"runNumber","type":["null","int"],"doc":"The earlier run; null = the latest that was not itself a resend.","default":null},{"name":"mayGetItTwice","type":"boolean","doc":"Acknowledges that contacts of UNKNOWN may have the message already. Without it UNKNOWN is refused.","default":false}]},{"type":"record","name":"CompleteRun","doc":"From the status service, on internal-commands; refused on campaign-commands. Every contact of the run has its outcome. Subject: the campaign.","fields":[{"name":"runId","type":"string"}]},{"type":"record","name":"ConfirmStopped","doc":"From the status service, on internal-commands; refused on campaign-commands. No message of the run is under way any more. Subject: the campaign.","fields":[{"name":"runId","type":"string"}]},{"type":"record","name":"InvalidateCampaign","doc":"From our own services, on internal-commands; refused on campaign-commands. A dependency broke. Subject: the campaign.","fields":[{"name":"runId","type":["null","string"],"default":null},{"name":"errors","type":{"type":"array","items":{"type":"record","name":"Fault","doc":"What is wrong, where, and what was expected.","fields":[{"name":"code","type":"string"},{"name":"field","type":["null","string"],"default":null},{"name":"message","type":"string"},{"name":"limit","type":["null","long"],"default":null}]}}}]},{"type":"record","name":"ForceStopCampaign","doc":"From our own services, on internal-commands; refused on campaign-commands. The provider says that the campaign must not go on. Subject: the campaign.","fields":[{"name":"errors","type":{"type":"array","items":"Fault"}}]},{"type":"record","name":"AddOptOuts","doc":"Recipients who want no messages of this number, e.g. told by telephone. Subject: the integration.","fields":[{"name":"numbers","type":{"type":"array","items":"string"},"doc":"With country code; at most 1,000."}]},{"type":"record","name":"CancelImport","doc":"End an import early. One that waits changes nothing; of one that runs, the rows before its end stay. Subject: its contact list or DNC list.","fields":[{"name":"importId","type":"string"}]},{"type":"record","name":"LiftHold","doc":"An operator has repaired what messages are held for (payment, registration, policy …) and lets them be sent at once. Subject: the integration.","fields":[{"name":"scope","type":{"type":"enum","name":"LiftScope","symbols":["NUMBER","TEMPLATE","ACCOUNT","APP","CAMPAIGN"]},"doc":"What is held; ACCOUNT and APP are lifted for all their numbers."},{"name":"scopeKey","type":"string","doc":"TEMPLATE: `<name>:<language>`; CAMPAIGN: its id; else empty."},{"name":"codes","type":{"type":"array","items":"int"},"doc":"Only holds for these error codes end; empty = all of the scope.","default":[]}]},{"type":"record","name":"SaveDivision","doc":"Make a division, or change its name and description. Subject: the division.","fields":[{"name":"version","type":["null","int"],"doc":"The version that the change is based on; null makes a new one.","default":null},{"name":"name","type":"string"},{"name":"description","type":"string","default":""}]},{"type":"record","name":"SaveWrapupCode","doc":"Make or change a wrap-up code of one's own. Subject: the code.","fields":[{"name":"version","type":["null","int"],"doc":"The version that the change is based on; null makes a new one.","default":null},{"name":"name","type":"string"},{"name":"divisionId","type":["null","string"],"doc":"Null: Home.","default":null},{"name":"description","type":"string","default":""}]},{"type":"record","name":"SaveResponseLibrary","doc":"Make or rename a library of responses. Subject: the library.","fields":[{"name":"version","type":["null","int"],"doc":"The version that the change is based on; null makes a new one.","default":null},{"name":"name","type":"string"}]},{"type":"record","name":"SaveResponse","doc":"Make or replace a response: a WhatsApp template as campaigns name it, with what fills its parameters. Subject: the response.","fields":[{"name":"version","type":["null","int"],"doc":"The version that the change is based on; null makes a new one.","default":null},{"name":"name","type":"string"},{"name":"libraryIds","type":{"type":"array","items":"string"},"doc":"At least one."},{"name":"templateName","type":"string"},{"name":"templateLanguage","type":"string","doc":"With underscore, e.g. en_US."},{"name":"texts","type":{"type":"array","items":{"type":"record","name":"ResponseText","fields":[{"name":"content","type":"string"},{"name":"contentType","type":"string","default":"text/plain"},{"name":"type","type":"string","default":"body"}]}},"default":[]},{"name":"substitutions","type":{"type":"array","items":{"type":"record","name":"Substitution","doc":"A column of the contact list that fills a parameter.","fields":[{"name":"id","type":"string","doc":"Name of the column; {{id}} in the text."},{"name":"description","type":"string","default":""},{"name":"defaultValue","type":["null","string"],"doc":"Used where the contact's cell is empty.","default":null}]}},"default":[]},{"name":"header","type":["null",{"type":"record","name":"ResponseHeader","fields":[{"name":"type","type":"string","doc":"Text, Image, Video or Document."},{"name":"content","type":"string"}]}],"default":null},{"name":"footer","type":["null","string"],"default":null},{"name":"buttons","type":{"type":"array","items":{"type":"record","name":"ResponseButton","fields":[{"name":"type","type":"string","doc":"QuickReply, PhoneNumber or Url."},{"name":"content","type":"string","default":""},{"name":"contentText","type":"string","default":""},{"name":"payload","type":"string","default":""}]}},"default":[]}]},{"type":"record","name":"UpdateDncList","doc":"Change the fields given; null leaves a field as it is, an empty text clears it. Subject: the DNC list.","fields":[{"name":"name","type":["null","string"],"default":null},{"name":"phoneColumns","type":["null",{"type":"array","items":"string"}],"doc":"Of files that are imported from now on.","default":null},{"name":"defaultCountry","type":["null","string"],"doc":"For numbers that are added from now on.","default":null},{"name":"version","type":["null","int"],"doc":"Version of the list that the change is based on; another one is refused. Null: whatever version it has.","default":null}]},{"type":"record","name":"RemoveOptOuts","doc":"They want messages of this number again. Subject: the integration.","fields":[{"name":"numbers","type":{"type":"array","items":"string"}}]},{"type":"record","name":"RemoveDncNumbers","doc":"Subject: the DNC list.","fields":[{"name":"numbers","type":{"type":"array","items":"string"}}]},{"type":"record","name":"RemoveContacts","doc":"Subject: the list.","fields":[{"name":"contactIds","type":{"type":"array","items":"string"}}]},{"type":"record","name":"PurgeDncNumbers","doc":"Remove entries that have ended, at most 10,000 a command, and count the rest anew. Ended entries block nobody even before. Subject: the DNC list.","fields":[]},{"type":"record","name":"ClearContactList","doc":"Remove all contacts of a list; the list stays. Running campaigns no longer message them. Subject: the list.","fields":[{"name":"contactListId","type":"string","doc":"The subject's id again; refused without it, so that a record left empty by mistake removes nothing.","default":""}]},{"type":"record","name":"ClearDncList","doc":"Remove all numbers of a DNC list; the list stays. Subject: the DNC list.","fields":[{"name":"dncListId","type":"string","doc":"The subject's id again; refused without it, so that a record left empty by mistake removes nothing.","default":""}]},{"type":"record","name":"DeleteIntegration","doc":"Not while a campaign uses it, nor once a recipient has opted out of it. Subject: the integration.","fields":[{"name":"phoneNumberId","type":"string","doc":"Of the integration, as a check that this one is meant."}]},{"type":"record","name":"DeleteWrapupCode","doc":"Subject: the code.","fields":[{"name":"wrapupCodeId","type":"string","doc":"The subject's id again; refused without it, so that a record left empty by mistake deletes nothing.","default":""}]},{"type":"record","name":"DeleteResponse","doc":"Not while a campaign uses it. Subject: the response.","fields":[{"name":"responseId","type":"string","doc":"The subject's id again; refused without it, so that a record left empty by mistake deletes nothing.","default":""}]},{"type":"record","name":"DeleteResponseLibrary","doc":"Not while it holds responses. Subject: the library.","fields":[{"name":"libraryId","type":"string","doc":"The subject's id again; refused without it, so that a record left empty by mistake deletes nothing.","default":""}]},{"type":"record","name":"DeleteDivision","doc":"Only an empty one, and never Home. Subject: the division.","fields":[{"name":"divisionId","type":"string","doc":"The subject's id again; refused without it, so that a record left empty by mistake deletes nothing.","default":""}]},{"type":"record","name":"DeleteContactListFilter","doc":"Subject: the filter.","fields":[{"name":"contactListFilterId","type":"string","doc":"The subject's id again; refused without it, so that a record left empty by mistake deletes nothing.","default":""}]},{"type":"record","name":"DeleteDncList","doc":"Subject: the DNC list.","fields":[{"name":"dncListId","type":"string","doc":"The subject's id again; refused without it, so that a record left empty by mistake deletes nothing.","default":""}]},{"type":"record","name":"DeleteContactList","doc":"Subject: the list.","fields":[{"name":"contactListId","type":"string","doc":"The subject's id again; refused without it, so that a record left empty by mistake deletes nothing.","default":""}]},{"type":"record","name":"DeleteCampaign","doc":"Subject: the campaign; not while it runs.","fields":[{"name":"campaignId","type":"string","doc":"The subject's id again; refused without it, so that a record left empty by mistake deletes nothing.","default":""}]}],"doc":"The first record is harmless and those that delete are last: a client that writes {} without naming a record gets the first that fits."}]} as const;
export const CampaignEventSchema = {"type":"record","name":"CampaignEvent","namespace":"campaigns","doc":"A campaign has changed. Outcomes of commands have a topic of their own (command-outcomes).","fields":[{"name":"eventId","type":"string","doc":"The same for a repeated delivery."},{"name":"subjectId","type":"string","doc":"Campaign id; also the key."},{"name":"occurredAt","type":{"type":"long","logicalType":"timestamp-millis"}},{"name":"body","type":[{"type":"record","name":"CommandOutcome","doc":"Written by earlier versions, and while OUTCOMES_ON_CAMPAIGN_EVENTS is true: readers of outcomes move to command-outcomes.","fields":[{"name":"commandId","type":"string"},{"name":"accepted","type":"boolean"},{"name":"errors","type":{"type":"array","items":{"type":"record","name":"Fault","doc":"What is wrong, where, and what was expected.","fields":[{"name":"code","type":"string"},{"name":"field","type":["null","string"],"default":null},{"name":"message","type":"string"},{"name":"limit","type":["null","long"],"default":null}]}},"doc":"Empty when accepted.","default":[]},{"name":"version","type":["null","int"],"doc":"Version of the thing after the command.","default":null},{"name":"warnings","type":{"type":"array","items":"Fault"},"doc":"What could not be checked although the command was accepted, e.g. a template while the account's templates are not known.","default":[],"later":true},{"name":"command","type":["null","string"],"doc":"Kind of the command, e.g. StartCampaign, for the event log.","default":null,"later":true},{"name":"issuedBy","type":["null","string"],"doc":"Who commanded.","default":null,"later":true}]},{"type":"record","name":"CampaignChanged","doc":"A campaign's state after a change: enough for who paces and sends.","fields":[{"name":"campaignId","type":"string"},{"name":"cause","type":{"type":"enum","name":"CampaignChange","symbols":["CREATED","EDITED","STARTED","STOPPING","STOPPED","COMPLETED","RECYCLED","INVALIDATED","FORCE_STOPPED","DELETED"]}},{"name":"revision","type":"long","doc":"Increases with every change; an older revision is stale news."},{"name":"status","type":{"type":"enum","name":"CampaignStatus","symbols":["on","stopping","off","complete","invalid","forced_off","forced_stopping"]}},{"name":"name","type":"string"},{"name":"integrationId","type":"string"},{"name":"contactListId","type":"string"},{"name":"messagesPerMinute","type":"int"},{"name":"alwaysRunning","type":"boolean"},{"name":"runId","type":["null","string"],"doc":"The present run; null before the first start.","default":null},{"name":"errors","type":{"type":"array","items":"Fault"},"default":[]},{"name":"templateName","type":["null","string"],"doc":"Template that it sends: holds of templates go by it.","default":null,"later":true},{"name":"templateLanguage","type":["null","string"],"doc":"Language of that template, e.g. en_US.","default":null,"later":true},{"name":"callableTimes","type":["null",{"type":"record","name":"CallableTimes","doc":"When contacts may be messaged, on their own clocks (docs/callable-times.md).","fields":[{"name":"timeZone","type":"string","doc":"IANA zone of contacts whose own is not known."},{"name":"ranges","type":{"type":"array","items":{"type":"record","name":"CallableRange","fields":[{"name":"days","type":{"type":"array","items":{"type":"enum","name":"Weekday","symbols":["MON","TUE","WED","THU","FRI","SAT","SUN"]}}},{"name":"start","type":"string","doc":"HH:MM, inclusive."},{"name":"end","type":"string","doc":"HH:MM, exclusive, after start; 24:00 is the end of the day. Over midnight it takes two ranges."}]}},"doc":"Added up, at most 50; none = any time."}]}],"doc":"Null = any time.","default":null,"later":true},{"name":"resendOf","type":["null","int"],"doc":"Number of the run to some of whose contacts the present run sends again; null: it is for all contacts of the list.","default":null,"later":true},{"name":"issuedBy","type":["null","string"],"doc":"Who commanded the change; our own services by their names.","default":null,"later":true}]}]}]} as const;
export const CommandDecidedSchema = {"type":"record","name":"CommandDecided","namespace":"campaigns","doc":"The outcome of one command: accepted, or refused with every fault. A command that is delivered again gets the same outcome again.","fields":[{"name":"commandId","type":"string"},{"name":"subjectId","type":"string","doc":"Id of the thing commanded; also the record's key."},{"name":"decidedAt","type":{"type":"long","logicalType":"timestamp-millis"}},{"name":"command","type":["null","string"],"doc":"Kind of the command, e.g. StartCampaign; null for one that was decided before kinds were kept.","default":null},{"name":"issuedBy","type":["null","string"],"doc":"Who commanded.","default":null},{"name":"accepted","type":"boolean"},{"name":"errors","type":{"type":"array","items":{"type":"record","name":"Fault","doc":"What is wrong, where, and what was expected.","fields":[{"name":"code","type":"string"},{"name":"field","type":["null","string"],"default":null},{"name":"message","type":"string"},{"name":"limit","type":["null","long"],"default":null}]}},"doc":"Empty when accepted; at most 100, and one more that says how many others there are.","default":[]},{"name":"warnings","type":{"type":"array","items":"Fault"},"doc":"What could not be checked although the command was accepted, e.g. a template while the account's templates are not known.","default":[]},{"name":"version","type":["null","int"],"doc":"Version of the thing after the command.","default":null}]} as const;
export const ContactListEventSchema = {"type":"record","name":"ContactListEvent","namespace":"campaigns","doc":"What happened to contact lists and DNC lists.","fields":[{"name":"eventId","type":"string"},{"name":"listId","type":"string","doc":"Contact list or DNC list; also the key."},{"name":"occurredAt","type":{"type":"long","logicalType":"timestamp-millis"}},{"name":"body","type":[{"type":"record","name":"ImportFinished","fields":[{"name":"importId","type":"string"},{"name":"kind","type":{"type":"enum","name":"ListKind","symbols":["CONTACTS","DNC"]}},{"name":"rowsRead","type":"long"},{"name":"imported","type":"long"},{"name":"updated","type":"long","doc":"Contacts that the import changed.","default":0},{"name":"unchanged","type":"long"},{"name":"rejected","type":"long"}]},{"type":"record","name":"ImportFailed","fields":[{"name":"importId","type":"string"},{"name":"kind","type":"ListKind"},{"name":"reason","type":"string"},{"name":"detail","type":"string","default":""}]},{"type":"record","name":"ContactsAdded","fields":[{"name":"count","type":"long"},{"name":"throughArrival","type":"double","doc":"Highest arrival number in the list now."}]},{"type":"record","name":"ContactsRemoved","fields":[{"name":"count","type":"long"}]},{"type":"record","name":"DncNumbersChanged","fields":[{"name":"added","type":"long"},{"name":"removed","type":"long"}]},{"type":"record","name":"ListDeleted","fields":[{"name":"kind","type":"ListKind"},{"name":"name","type":["null","string"],"default":null,"doc":"The name that it had; null in events of earlier versions."}]}]}]} as const;
export const DeadLetterMarkSchema = {"type":"record","name":"DeadLetterMark","namespace":"campaigns","doc":"An operator has dealt with a dead letter.","fields":[{"name":"partition","type":"int","doc":"Place of the dead letter on dead-letters."},{"name":"offset","type":"long"},{"name":"action","type":{"type":"enum","name":"DeadLetterAction","symbols":["REPLAYED","DROPPED"]},"doc":"REPLAYED: its bytes were put on their topic again. DROPPED: it needs nothing more."},{"name":"by","type":"string","doc":"Who, for people.","default":""},{"name":"at","type":{"type":"long","logicalType":"timestamp-millis"}}]} as const;
export const DeadLetterSchema = {"type":"record","name":"DeadLetter","namespace":"campaigns","doc":"A record that could not be used, with its original bytes.","fields":[{"name":"topic","type":"string"},{"name":"partition","type":"int"},{"name":"offset","type":"long"},{"name":"key","type":["null","bytes"],"default":null},{"name":"value","type":["null","bytes"],"default":null},{"name":"headers","type":{"type":"map","values":"bytes"},"default":{}},{"name":"errorCode","type":"string"},{"name":"errorMessage","type":"string"},{"name":"service","type":"string"},{"name":"attempts","type":"int","default":1},{"name":"at","type":{"type":"long","logicalType":"timestamp-millis"}}]} as const;
export const EligibilityNewsSchema = {"type":"record","name":"EligibilityNews","namespace":"campaigns","doc":"Contacts to message, in order, as far as was asked for.","fields":[{"name":"campaignId","type":"string"},{"name":"runId","type":"string"},{"name":"integrationId","type":"string","doc":"Also the key: all campaigns of a number meet in one throttle."},{"name":"body","type":[{"type":"record","name":"EligibleContact","fields":[{"name":"messageId","type":"string"},{"name":"contactId","type":"string"},{"name":"sequence","type":"long","doc":"Place in the run's order, from 0."},{"name":"to","type":"string","doc":"Phone ID"},{"name":"template","type":{"type":"record","name":"TemplateMessage","doc":"The template with its parameters as they were when the contact was taken up.","fields":[{"name":"name","type":"string"},{"name":"language","type":"string"},{"name":"header","type":{"type":"array","items":{"type":"record","name":"TextParameter","fields":[{"name":"name","type":["null","string"],"default":null},{"name":"text","type":"string","doc":"The text; link or media id of IMAGE, VIDEO and DOCUMENT; what is shown for CURRENCY and DATE_TIME."},{"name":"kind","type":{"type":"enum","name":"ParameterKind","symbols":["TEXT","IMAGE","VIDEO","DOCUMENT","LOCATION","CURRENCY","DATE_TIME"]},"default":"TEXT","later":true},{"name":"fields","type":{"type":"map","values":"string"},"default":{},"later":true,"doc":"What else the kind has: filename; latitude, longitude, name, address; code and amount_1000."}],"doc":"A filled parameter."}},"default":[]},{"name":"body","type":{"type":"array","items":"TextParameter"},"default":[]},{"name":"buttons","type":{"type":"array","items":{"type":"record","name":"ButtonParameter","fields":[{"name":"index","type":"int"},{"name":"subType","type":"string"},{"name":"text","type":"string"},{"name":"fields","type":{"type":"map","values":"string"},"default":{},"later":true,"doc":"Action data of a flow button."}]}},"default":[]},{"name":"offerExpiresAt","type":["null","long"],"doc":"When the limited-time offer expires, ms since the epoch; null for a template without one.","default":null,"later":true}]}},{"name":"timeZone","type":["null","string"],"doc":"IANA zone of the contact, when the campaign has callable times.","default":null,"later":true}]},{"type":"record","name":"EligibilityProgress","doc":"How far the run's contacts are decided, so that the throttle knows gaps from silence.","fields":[{"name":"fromSequence","type":"long","doc":"Start of the demand answered: the contacts in [fromSequence, decidedThrough) that may be messaged came before this record.","default":0},{"name":"decidedThrough","type":"long","doc":"Every contact below this sequence number has been decided: emitted or excluded."},{"name":"planned","type":"long","doc":"Contacts in the run's order so far."},{"name":"planComplete","type":"boolean","doc":"False while the order is still being made."},{"name":"eligible","type":["null","long"],"doc":"How many EligibleContact records the block has: whoever began to read in the middle of it knows that some are missing. Null: an older writer did not say.","default":null}]}]}]} as const;
export const ExcludedContactSchema = {"type":"record","name":"ExcludedContact","namespace":"campaigns","doc":"A contact that is not messaged in this run, and why.","fields":[{"name":"exclusionId","type":"string","doc":"Ledger id of the exclusion: the same for ever for a contact and run."},{"name":"campaignId","type":"string"},{"name":"runId","type":"string"},{"name":"contactId","type":"string"},{"name":"sequence","type":"long"},{"name":"reason","type":{"type":"enum","name":"SkipReason","symbols":["ON_DO_NOT_CALL_LIST","OPTED_OUT","INVALID_PHONE_NUMBER","MISSING_PARAMETER","DUPLICATE_PHONE_NUMBER","CONTACT_REMOVED","INVALID_PARAMETER","HEADER_VALUE_TOO_LONG","BODY_VALUE_TOO_LONG","BUTTON_URL_VALUE_TOO_LONG","ALREADY_REACHED"]},"doc":"Closed set; the wrap-up code of each is in domain/message.ts."},{"name":"detail","type":"string","default":""},{"name":"at","type":{"type":"long","logicalType":"timestamp-millis"}}]} as const;
export const InboundMessageSchema = {"type":"record","name":"InboundMessage","namespace":"campaigns","doc":"A message or preference from a recipient.","fields":[{"name":"phoneId","type":"string","doc":"Who wrote; empty when WhatsApp tells only a user id. Also the key, else the user id."},{"name":"phoneNumberId","type":"string","doc":"The business number written to."},{"name":"wamid","type":["null","string"],"default":null},{"name":"at","type":{"type":"long","logicalType":"timestamp-millis"}},{"name":"kind","type":{"type":"enum","name":"InboundKind","symbols":["TEXT","BUTTON","PREFERENCE","OTHER","NUMBER_CHANGED"]},"doc":"NUMBER_CHANGED: the recipient has another number now, which is in the payload."},{"name":"text","type":"string","default":""},{"name":"payload","type":["null","string"],"default":null},{"name":"contextWamid","type":["null","string"],"default":null},{"name":"preference","type":["null","string"],"doc":"stop or resume","default":null},{"name":"userId","type":["null","string"],"doc":"Business-scoped user id of who wrote.","default":null}]} as const;
export const InternalCommandSchema = {"type":"record","name":"InternalCommand","namespace":"campaigns","doc":"A command of our own services about a campaign. Its outcome appears on command-outcomes under the command id.","fields":[{"name":"commandId","type":"string","doc":"internal/ and what it is made from: the same cause gives the same id, and no id on campaign-commands can be equal."},{"name":"subjectId","type":"string","doc":"Id of the campaign; also the record's key."},{"name":"issuedAt","type":{"type":"long","logicalType":"timestamp-millis"}},{"name":"issuedBy","type":"string","doc":"Name of the service, for the event log.","default":""},{"name":"body","type":[{"type":"record","name":"CompleteRun","doc":"From the status service, on internal-commands; refused on campaign-commands. Every contact of the run has its outcome. Subject: the campaign.","fields":[{"name":"runId","type":"string"}]},{"type":"record","name":"ConfirmStopped","doc":"From the status service, on internal-commands; refused on campaign-commands. No message of the run is under way any more. Subject: the campaign.","fields":[{"name":"runId","type":"string"}]},{"type":"record","name":"InvalidateCampaign","doc":"From our own services, on internal-commands; refused on campaign-commands. A dependency broke. Subject: the campaign.","fields":[{"name":"runId","type":["null","string"],"default":null},{"name":"errors","type":{"type":"array","items":{"type":"record","name":"Fault","doc":"What is wrong, where, and what was expected.","fields":[{"name":"code","type":"string"},{"name":"field","type":["null","string"],"default":null},{"name":"message","type":"string"},{"name":"limit","type":["null","long"],"default":null}]}}}]},{"type":"record","name":"ForceStopCampaign","doc":"From our own services, on internal-commands; refused on campaign-commands. The provider says that the campaign must not go on. Subject: the campaign.","fields":[{"name":"errors","type":{"type":"array","items":"Fault"}}]},{"type":"record","name":"StartScheduled","doc":"From our own services, on internal-commands; refused on campaign-commands. The time of a scheduled start has come. Subject: the campaign.","fields":[{"name":"scheduleId","type":"string","doc":"Id of the StartCampaign that waits; another one is refused."}]}],"doc":"What the service has seen; it is checked again where it takes effect."}]} as const;
export const MessageStatusSchema = {"type":"record","name":"MessageStatus","namespace":"campaigns","doc":"News about one message.","fields":[{"name":"messageId","type":["null","string"],"doc":"Null only when a webhook carried no callback data; then the wamid decides.","default":null},{"name":"attempt","type":["null","int"],"default":null},{"name":"wamid","type":["null","string"],"default":null},{"name":"at","type":{"type":"long","logicalType":"timestamp-millis"},"doc":"When it happened, by the clock of who says it."},{"name":"source","type":{"type":"enum","name":"StatusSource","symbols":["SENDER","REAPER","WEBHOOK"]}},{"name":"kind","type":{"type":"enum","name":"StatusKind","symbols":["ACCEPTED","RETRY","FAILED","UNKNOWN","SKIPPED","SENT","DELIVERED","READ","UNDELIVERED"]},"doc":"ACCEPTED…SKIPPED from the send itself, SENT…UNDELIVERED from webhooks."},{"name":"code","type":["null","int"],"doc":"WhatsApp error code.","default":null},{"name":"reason","type":["null","string"],"default":null},{"name":"dueAt","type":["null",{"type":"long","logicalType":"timestamp-millis"}],"doc":"RETRY: not before then.","default":null}]} as const;
export const OptOutEventSchema = {"type":"record","name":"OptOutEvent","namespace":"campaigns","doc":"A recipient went on or off the opt-out list of an integration.","fields":[{"name":"eventId","type":"string","doc":"The same for a repeated delivery."},{"name":"integrationId","type":"string","doc":"Also the key."},{"name":"phoneId","type":"string"},{"name":"at","type":{"type":"long","logicalType":"timestamp-millis"},"doc":"When the recipient said so."},{"name":"wish","type":{"type":"enum","name":"OptOutWish","symbols":["OUT","IN"]}},{"name":"source","type":{"type":"enum","name":"OptOutSource","symbols":["KEYWORD","PREFERENCE","ERROR","NUMBER_CHANGED"]},"doc":"KEYWORD: a stop or start word; PREFERENCE: switched in WhatsApp; ERROR: told by error 131050; NUMBER_CHANGED: the list followed to the new number."}]} as const;
export const PaceFenceSchema = {"type":"record","name":"PaceFence","namespace":"campaigns","doc":"How far the pace of a number had come in which database: the latest of each number stays on the topic, so that a database that is older than that shows.","fields":[{"name":"integrationId","type":"string"},{"name":"databaseId","type":"string","doc":"Identity of the database, made once (collection installation)."},{"name":"epoch","type":"long","doc":"Owner's epoch in the pace document."},{"name":"reachedMicros","type":"long","doc":"Every slot released so far is before this; microseconds since the epoch."},{"name":"at","type":{"type":"long","logicalType":"timestamp-millis"}}]} as const;
export const ProviderSignalSchema = {"type":"record","name":"ProviderSignal","namespace":"campaigns","doc":"The provider says slow down, hold or stop, or that something changed there.","fields":[{"name":"integrationId","type":"string","doc":"Whom it concerns: an integration, `number:<phone number id>`, `account:<business account id>` or `app`. Also the key."},{"name":"at","type":{"type":"long","logicalType":"timestamp-millis"},"doc":"When it was true for certain: the event's time by the provider (whole seconds), of a refusal in a reply the time of its request."},{"name":"body","type":[{"type":"record","name":"SlowDown","doc":"The number's throughput was exceeded (130429).","fields":[{"name":"code","type":"int"},{"name":"detail","type":"string","default":""}]},{"type":"record","name":"Hold","fields":[{"name":"scope","type":{"type":"enum","name":"HoldScope","symbols":["NUMBER","TEMPLATE","ACCOUNT","APP","CAMPAIGN"]}},{"name":"scopeKey","type":"string","doc":"TEMPLATE: `<name>:<language>`; CAMPAIGN: its id. The other scopes are said by integrationId already."},{"name":"until","type":{"type":"long","logicalType":"timestamp-millis"}},{"name":"code","type":"int"},{"name":"reason","type":"string"}]},{"type":"record","name":"Lift","doc":"A hold ends early.","fields":[{"name":"scope","type":"HoldScope"},{"name":"scopeKey","type":"string"},{"name":"reason","type":"string","default":""},{"name":"codes","type":{"type":"array","items":"int"},"doc":"Only holds for these error codes end; empty = all of the scope.","default":[],"later":true}]},{"type":"record","name":"CampaignMustStop","fields":[{"name":"campaignId","type":"string"},{"name":"code","type":"int"},{"name":"reason","type":"string"}]},{"type":"record","name":"ProviderChanged","doc":"Something changed at the provider: who keeps a copy reads it again.","fields":[{"name":"what","type":{"type":"enum","name":"ProviderThing","symbols":["TEMPLATE","NUMBER","ACCOUNT"]}},{"name":"key","type":"string","doc":"Template name, the number's digits, or the business account's id."},{"name":"event","type":"string","doc":"As the provider calls it, e.g. THROUGHPUT_UPGRADE.","default":""}]}]}]} as const;
export const ReleasedMessageSchema = {"type":"record","name":"ReleasedMessage","namespace":"campaigns","doc":"A message with its turn.","fields":[{"name":"messageId","type":"string"},{"name":"campaignId","type":"string"},{"name":"runId","type":"string"},{"name":"contactId","type":"string"},{"name":"integrationId","type":"string"},{"name":"sequence","type":"long"},{"name":"attempt","type":"int","doc":"From 1."},{"name":"to","type":"string","doc":"Phone ID"},{"name":"template","type":{"type":"record","name":"TemplateMessage","doc":"The template with its parameters as they were when the contact was taken up.","fields":[{"name":"name","type":"string"},{"name":"language","type":"string"},{"name":"header","type":{"type":"array","items":{"type":"record","name":"TextParameter","fields":[{"name":"name","type":["null","string"],"default":null},{"name":"text","type":"string","doc":"The text; link or media id of IMAGE, VIDEO and DOCUMENT; what is shown for CURRENCY and DATE_TIME."},{"name":"kind","type":{"type":"enum","name":"ParameterKind","symbols":["TEXT","IMAGE","VIDEO","DOCUMENT","LOCATION","CURRENCY","DATE_TIME"]},"default":"TEXT","later":true},{"name":"fields","type":{"type":"map","values":"string"},"default":{},"later":true,"doc":"What else the kind has: filename; latitude, longitude, name, address; code and amount_1000."}],"doc":"A filled parameter."}},"default":[]},{"name":"body","type":{"type":"array","items":"TextParameter"},"default":[]},{"name":"buttons","type":{"type":"array","items":{"type":"record","name":"ButtonParameter","fields":[{"name":"index","type":"int"},{"name":"subType","type":"string"},{"name":"text","type":"string"},{"name":"fields","type":{"type":"map","values":"string"},"default":{},"later":true,"doc":"Action data of a flow button."}]}},"default":[]},{"name":"offerExpiresAt","type":["null","long"],"doc":"When the limited-time offer expires, ms since the epoch; null for a template without one.","default":null,"later":true}]}},{"name":"sendAt","type":{"type":"long","logicalType":"timestamp-micros"},"doc":"The slot: the request leaves then, or, when too late, not at all but comes back for a new slot."},{"name":"spacingMicros","type":"long","doc":"Least time between two requests of this number, microseconds."},{"name":"timeZone","type":["null","string"],"doc":"IANA zone of the contact, when the campaign has callable times: outside of them it is not sent but waits in the ledger.","default":null,"later":true}]} as const;
export const SendDemandSchema = {"type":"record","name":"SendDemand","namespace":"campaigns","doc":"The throttle can use contacts of this run from one sequence number up to another.","fields":[{"name":"campaignId","type":"string"},{"name":"runId","type":"string"},{"name":"fromSequence","type":"long"},{"name":"throughSequence","type":"long","doc":"Exclusive. Absolute, so a repeat is harmless."},{"name":"demandedAt","type":{"type":"long","logicalType":"timestamp-millis"}}]} as const;
export const WebhookNotificationSchema = {"type":"record","name":"WebhookNotification","namespace":"campaigns","doc":"A webhook call as it came, kept for a while so that it can be read again.","fields":[{"name":"notificationId","type":"string","doc":"Hash of the bytes: the same for a call that the provider repeats. Also the key."},{"name":"receivedAt","type":{"type":"long","logicalType":"timestamp-millis"}},{"name":"body","type":"bytes","doc":"The raw body, whose signature was verified."},{"name":"encoding","type":{"type":"enum","name":"BodyEncoding","symbols":["PLAIN","GZIP"]},"doc":"How the bytes are written; large bodies are compressed.","default":"PLAIN"},{"name":"part","type":"int","doc":"A body too large for one record comes in parts, from 0, in order.","default":0},{"name":"parts","type":"int","default":1}]} as const;
