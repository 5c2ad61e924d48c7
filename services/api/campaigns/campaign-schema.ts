/** A messaging campaign as it travels (contract, section 3), with what our engine has beyond it. */
import Type, { type Static } from 'typebox';
import { Nullable } from '../http/nullable.ts';
import { Ref, SentRef } from '../http/refs.ts';

const MAX_REFS = 100;

const ContactSort = Type.Object(
  {
    fieldName: Type.String({ maxLength: 128 }),
    direction: Type.Optional(Type.Enum(['ASC', 'DESC'], { default: 'ASC' })),
    numeric: Type.Optional(Type.Boolean({ default: false })),
  },
  { additionalProperties: false },
);

/** Where a parameter of the template comes from (docs/templates.md). */
const Binding = Type.Object(
  {
    name: Type.Optional(Nullable(Type.String())),
    column: Type.Optional(Nullable(Type.String())),
    value: Type.Optional(Nullable(Type.String())),
    kind: Type.Optional(
      Type.Enum(['TEXT', 'IMAGE', 'VIDEO', 'DOCUMENT', 'LOCATION', 'CURRENCY', 'DATE_TIME'], {
        default: 'TEXT',
      }),
    ),
    parts: Type.Optional(
      Type.Array(
        Type.Object(
          {
            name: Type.String(),
            column: Type.Optional(Nullable(Type.String())),
            value: Type.Optional(Nullable(Type.String())),
          },
          { additionalProperties: false },
        ),
        { maxItems: 50 },
      ),
    ),
  },
  { additionalProperties: false },
);

const TemplateBindings = Type.Object(
  {
    header: Type.Optional(Type.Array(Binding, { maxItems: 10 })),
    body: Type.Optional(Type.Array(Binding, { maxItems: 100 })),
    buttons: Type.Optional(
      Type.Array(
        Type.Object(
          { index: Type.Integer({ minimum: 0, maximum: 9 }), subType: Type.String(), binding: Binding },
          { additionalProperties: false },
        ),
        { maxItems: 10 },
      ),
    ),
    limitedTimeOffer: Type.Optional(Nullable(Binding)),
  },
  {
    additionalProperties: false,
    description:
      'Ours: binds each parameter; without it, parameters take the columns that are named like them.',
  },
);

const CallableTimes = Type.Object(
  {
    timeZone: Type.String({ description: 'IANA zone of contacts whose own is not known.' }),
    ranges: Type.Array(
      Type.Object(
        {
          days: Type.Array(Type.Enum(['MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT', 'SUN']), { maxItems: 7 }),
          start: Type.String({ pattern: '^\\d{2}:\\d{2}$' }),
          end: Type.String({ pattern: '^\\d{2}:\\d{2}$' }),
        },
        { additionalProperties: false },
      ),
      { maxItems: 50 },
    ),
  },
  { additionalProperties: false, description: 'Ours: when contacts may be messaged, on their own clocks.' },
);

const Ambiguity = Type.Object(
  {
    policy: Type.Enum(['HOLD', 'RESEND_ONCE', 'GIVE_UP']),
    afterMinutes: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_080, default: 60 })),
  },
  {
    additionalProperties: false,
    description: 'Ours: what becomes of messages of which it is not known whether they were sent.',
  },
);

export const statuses = [
  'on',
  'stopping',
  'off',
  'complete',
  'invalid',
  'forced_off',
  'forced_stopping',
] as const;

/** As it is sent. What only the server sets is taken and not read, since clients send back what they read. */
export const CampaignBody = Type.Object(
  {
    name: Type.String({ maxLength: 1_000 }),
    division: Type.Optional(Nullable(SentRef)),
    campaignStatus: Type.Optional(Nullable(Type.Enum(statuses))),
    contactList: SentRef,
    messagesPerMinute: Type.Integer({ minimum: -2_147_483_648, maximum: 2_147_483_647 }),
    dncLists: Type.Optional(Nullable(Type.Array(SentRef, { maxItems: MAX_REFS }))),
    contactListFilters: Type.Optional(Nullable(Type.Array(SentRef, { maxItems: MAX_REFS }))),
    contactSorts: Type.Optional(Nullable(Type.Array(ContactSort, { maxItems: MAX_REFS }))),
    alwaysRunning: Type.Optional(Nullable(Type.Boolean())),
    whatsAppConfig: Type.Optional(
      Nullable(
        Type.Object(
          {
            whatsAppColumns: Type.Array(Type.String({ maxLength: 128 }), { maxItems: 10 }),
            whatsAppIntegration: SentRef,
            contentTemplate: SentRef,
          },
          { additionalProperties: false },
        ),
      ),
    ),
    templateBinding: Type.Optional(Nullable(TemplateBindings)),
    callableTimes: Type.Optional(Nullable(CallableTimes)),
    ambiguity: Type.Optional(Nullable(Ambiguity)),
    version: Type.Optional(Type.Integer()),
    smsConfig: Type.Optional(Type.Unknown({ description: 'Refused: WhatsApp only.' })),
    emailConfig: Type.Optional(Type.Unknown({ description: 'Refused: WhatsApp only.' })),
    callableTimeSet: Type.Optional(Type.Unknown({ description: 'Refused; see callableTimes.' })),
    ruleSets: Type.Optional(Type.Unknown({ description: 'Refused unless empty.' })),
    dynamicContactQueueingSettings: Type.Optional(
      Nullable(
        Type.Object(
          { sort: Type.Optional(Nullable(Type.Boolean())), filter: Type.Optional(Nullable(Type.Boolean())) },
          { description: 'Refused unless both are false: dynamic queueing is not served.' },
        ),
      ),
    ),
    id: Type.Optional(Type.Unknown()),
    dateCreated: Type.Optional(Type.Unknown()),
    dateModified: Type.Optional(Type.Unknown()),
    errors: Type.Optional(Type.Unknown()),
    selfUri: Type.Optional(Type.Unknown()),
    runNumber: Type.Optional(Type.Unknown()),
  },
  { additionalProperties: false },
);
export type CampaignBody = Static<typeof CampaignBody>;

export const CampaignEntity = Type.Object({
  id: Type.String(),
  name: Type.String(),
  dateCreated: Type.String(),
  dateModified: Type.String(),
  version: Type.Integer(),
  division: Ref,
  campaignStatus: Type.Enum(statuses),
  contactList: Ref,
  dncLists: Type.Array(Ref),
  contactListFilters: Type.Array(Ref),
  contactSorts: Type.Array(
    Type.Object({ fieldName: Type.String(), direction: Type.Enum(['ASC', 'DESC']), numeric: Type.Boolean() }),
  ),
  messagesPerMinute: Type.Integer(),
  alwaysRunning: Type.Boolean(),
  ruleSets: Type.Array(Ref),
  errors: Type.Array(
    Type.Object({ error: Type.String(), details: Type.String(), userParams: Type.Array(Type.Unknown()) }),
  ),
  whatsAppConfig: Type.Object({
    whatsAppColumns: Type.Array(Type.String()),
    whatsAppIntegration: Ref,
    contentTemplate: Ref,
  }),
  templateBinding: TemplateBindings,
  callableTimes: Type.Optional(CallableTimes),
  ambiguity: Type.Optional(Ambiguity),
  runNumber: Type.Integer({ description: 'Ours: 0 before the first start.' }),
  selfUri: Type.String(),
});
export type CampaignEntity = Static<typeof CampaignEntity>;

export const CampaignResend = Type.Object(
  {
    ofRun: Type.Integer({ description: 'Number of the run whose contacts are sent to again.' }),
    kinds: Type.Array(Type.Enum(['FAILED', 'UNKNOWN', 'NEVER_REACHED'])),
    codes: Type.Array(Type.Integer(), { description: 'Of FAILED only these; empty: all.' }),
  },
  { description: 'Ours: the run sends again to some contacts of an earlier run.' },
);

export const CampaignProgress = Type.Object({
  campaign: Ref,
  contactList: Ref,
  numberOfContactsCalled: Type.Integer(),
  numberOfContactsMessaged: Type.Integer(),
  totalNumberOfContacts: Type.Integer(),
  percentage: Type.Integer(),
  numberOfContactsSkipped: Type.Record(Type.String(), Type.Integer()),
  sent: Type.Integer({ description: 'Ours, like all that follow: accepted by WhatsApp.' }),
  delivered: Type.Integer(),
  read: Type.Integer(),
  failed: Type.Integer(),
  failedByCode: Type.Record(Type.String(), Type.Integer()),
  unknown: Type.Integer({ description: 'Not known whether they were sent.' }),
  limitPerMinute: Type.Number(),
  limitedBy: Type.Optional(Type.String()),
  waiting: Type.Optional(Type.String({ description: 'Why nothing leaves now.' })),
  nextDueAt: Type.Optional(Type.String()),
  reason: Type.String({
    description:
      'Why it does not send, or sends below its own rate, as a code; `none` when nothing keeps it.',
  }),
  ownPerMinute: Type.Number({ description: 'Its own rate, as it was made with.' }),
  resumesAt: Type.Optional(Type.String({ description: 'When what it waits for ends at the earliest.' })),
  startedAt: Type.Optional(Type.String()),
  filteredOut: Type.Optional(Type.Integer({ description: 'Contacts that the filters left out.' })),
  at: Type.String({ description: 'When these figures were read.' }),
  runNumber: Type.Integer(),
  resend: Type.Optional(CampaignResend),
});

const PeopleIn24Hours = Nullable(
  Type.Object(
    {
      limit: Type.Integer({ description: 'People whom the numbers of the portfolio may message.' }),
      used: Type.Integer({ description: 'Whom they have messaged.' }),
      now: Type.Integer({ description: 'Contacts that need not wait.' }),
      restFrom: Nullable(
        Type.String({ format: 'date-time', description: 'When the rest goes; null: no rest.' }),
      ),
      expectedEnd: Type.String({ format: 'date-time' }),
    },
    {
      description: 'Ours: what the messaging limit means for the contacts; null: no limit, or none is known.',
    },
  ),
);

export const CampaignDiagnostics = Type.Object({
  timeZoneRescheduledContactsCount: Type.Integer(),
  filteredOutContactsCount: Type.Integer(),
  peopleIn24Hours: PeopleIn24Hours,
});

export const StartPreview = Type.Object({
  newRun: Type.Boolean({
    description: 'False: the start goes on with a run that was stopped; then only its problems are told.',
  }),
  totalContacts: Type.Integer({ description: 'Of the contact list.' }),
  contacts: Type.Integer({ description: 'That the contact list filters keep.' }),
  blockedContacts: Nullable(
    Type.Integer({
      description:
        'Of them on a DNC list, or opted out; null when there are more than 100,000 contacts to look up.',
    }),
  ),
  first: Type.Array(
    Type.Object({
      contactId: Type.String(),
      phoneId: Nullable(Type.String({ description: 'Null: no possible number.' })),
      message: Nullable(
        Type.Array(Type.String(), { description: 'Lines as they arrive; null when it would be skipped.' }),
      ),
      skipped: Nullable(Type.Object({ reason: Type.String(), detail: Type.String() })),
      callableFrom: Nullable(
        Type.String({ format: 'date-time', description: 'When its callable time begins; null: now.' }),
      ),
    }),
    { description: 'The first in send order.' },
  ),
  peopleIn24Hours: PeopleIn24Hours,
  problems: Type.Array(Type.Object({ code: Type.String(), message: Type.String() }), {
    description: 'What prevents the start, or sending; the start itself is the judge.',
  }),
});

export const CampaignDivisionView = Type.Object({
  id: Type.String(),
  name: Type.String(),
  division: Ref,
  selfUri: Type.String(),
});
