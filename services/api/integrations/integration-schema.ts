/** A WhatsApp integration as it travels (contract, section 3), with what is known of its number beyond it. */
import Type, { type Static } from 'typebox';
import { Nullable } from '../http/nullable.ts';
import { notKept, setByServer } from '../http/ignored-fields.ts';

const text = (maxLength: number, description?: string) =>
  Type.String({ maxLength, ...(description === undefined ? {} : { description }) });

const fields = {
  name: text(1_000),
  phoneNumberId: text(100, 'Ours: the provider’s id of the business phone number.'),
  phoneNumber: text(100, 'As people read it.'),
  whatsAppBusinessAccountId: text(100),
  messagesPerSecond: Type.Integer({ description: 'Ours: 80 (STANDARD) or 1000 (HIGH).' }),
  credentials: text(200, 'Ours: the name of an access token in settings, never the token.'),
  status: Type.Enum(['Active', 'Inactive']),
  endpoint: Type.Enum(['MESSAGES', 'MARKETING_MESSAGES'], { description: 'Ours.' }),
  productPolicy: Nullable(Type.Enum(['CLOUD_API_FALLBACK', 'STRICT'], { description: 'Ours.' })),
  messageActivitySharing: Nullable(Type.Boolean({ description: 'Ours.' })),
  portfolioId: Nullable(
    Type.String({
      maxLength: 64,
      description:
        'Ours: the business portfolio whose numbers share a messaging limit; null: the account is one.',
    }),
  ),
};
const readOnly = {
  id: setByServer,
  version: setByServer,
  recipient: setByServer,
  supportedContent: notKept,
  messagingSetting: notKept,
  createStatus: setByServer,
  createError: setByServer,
  health: setByServer,
  templateLibrary: setByServer,
  dateCreated: setByServer,
  dateModified: setByServer,
  selfUri: setByServer,
};

export const IntegrationPatch = Type.Object(
  { ...Type.Partial(Type.Object(fields)).properties, ...readOnly },
  { additionalProperties: false },
);
export type IntegrationPatch = Static<typeof IntegrationPatch>;

const { name, phoneNumberId, phoneNumber, ...more } = fields;
export const IntegrationBody = Type.Object(
  { name, phoneNumberId, phoneNumber, ...Type.Partial(Type.Object(more)).properties, ...readOnly },
  { additionalProperties: false },
);
export type IntegrationBody = Static<typeof IntegrationBody>;

const Hold = Type.Object({
  scope: Type.String(),
  scopeKey: Type.String(),
  until: Type.String(),
  code: Type.Integer(),
  reason: Type.String(),
});

/** Ours: how the number stands with the provider. Null: the provider did not say, or was not asked yet. */
export const NumberHealth = Type.Object({
  level: Nullable(Type.String()),
  qualityRating: Nullable(Type.String()),
  limitTier: Nullable(Type.String({ description: 'Unique people in 24 h.' })),
  readAt: Nullable(Type.String()),
  readError: Nullable(Type.String()),
  perSecond: Type.Number({
    description: 'What it may send a second: as registered, and as its level allows.',
  }),
  rateFactor: Type.Number({ description: 'Below 1 after refusals for throughput.' }),
  holds: Type.Array(Hold),
  heldForRestore: Nullable(Type.String({ description: 'Why an operator has to confirm a restore.' })),
  templates: Type.Integer({ description: 'Of its account, as last read.' }),
  templatesReadAt: Nullable(Type.String()),
  templatesError: Nullable(Type.String()),
});
export type NumberHealth = Static<typeof NumberHealth>;

export const IntegrationEntity = Type.Object({
  id: Type.String(),
  ...fields,
  version: Type.Integer({ description: 'Grows with every change.' }),
  createStatus: Type.Literal('Completed'),
  status: Type.Enum(['Active', 'Inactive', 'Error'], {
    description: 'Error: nothing can be sent now; `health` says why.',
  }),
  health: NumberHealth,
  templateLibrary: Type.Object(
    { id: Type.String() },
    { description: 'Library of responses in which the templates of its account are.' },
  ),
  dateCreated: Type.String(),
  dateModified: Type.String(),
  selfUri: Type.String(),
});
export type IntegrationEntity = Static<typeof IntegrationEntity>;
