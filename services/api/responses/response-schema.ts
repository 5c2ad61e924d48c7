/** Responses and libraries as they travel (contract, section 3). A response is a WhatsApp template with what fills its parameters. */
import Type, { type Static } from 'typebox';
import { Nullable } from '../http/nullable.ts';
import { Ref, SentRef } from '../http/refs.ts';
import { notKept, setByServer } from '../http/ignored-fields.ts';

const text = (maxLength: number) => Type.String({ maxLength });

const Texts = Type.Array(
  Type.Object(
    {
      content: text(10_000),
      contentType: Type.Optional(Type.Enum(['text/plain', 'text/html'])),
      type: Type.Optional(Type.Enum(['body', 'subject'])),
    },
    { additionalProperties: false },
  ),
  { maxItems: 100 },
);
const Substitutions = Type.Array(
  Type.Object(
    {
      id: text(1_000),
      description: Type.Optional(Nullable(text(1_000))),
      defaultValue: Type.Optional(Nullable(text(10_000))),
    },
    { additionalProperties: false },
  ),
  { maxItems: 1_000 },
);
const WhatsApp = Type.Object(
  {
    name: text(1_000),
    language: text(100),
    header: Type.Optional(
      Nullable(
        Type.Object(
          { type: Type.Enum(['Text', 'Image', 'Video', 'Document']), content: Type.Optional(text(10_000)) },
          { additionalProperties: true },
        ),
      ),
    ),
    messageFooter: Type.Optional(
      Nullable(
        Type.Object(
          { type: Type.Optional(Type.Enum(['Text'])), content: text(1_000) },
          { additionalProperties: true },
        ),
      ),
    ),
    buttons: Type.Optional(
      Nullable(
        Type.Array(
          Type.Object(
            {
              type: Type.Enum(['QuickReply', 'PhoneNumber', 'Url']),
              content: Type.Optional(text(10_000)),
              contentText: Type.Optional(text(10_000)),
              payload: Type.Optional(text(10_000)),
            },
            { additionalProperties: true },
          ),
          { maxItems: 10 },
        ),
      ),
    ),
    templateStatus: setByServer,
  },
  { additionalProperties: true },
);

export const ResponseBody = Type.Object(
  {
    name: text(1_000),
    libraries: Type.Array(SentRef, { maxItems: 100 }),
    texts: Type.Optional(Nullable(Texts)),
    responseType: Type.Optional(
      Type.Enum(['MessagingTemplate'], { description: 'The only type that is served.' }),
    ),
    substitutions: Type.Optional(Nullable(Substitutions)),
    messagingTemplate: Type.Object({ whatsApp: WhatsApp }, { additionalProperties: true }),
    version: Type.Optional(Type.Integer()),
    ...{ substitutionsSchema: notKept, interactionType: notKept, assets: notKept, footer: notKept },
    ...{
      id: setByServer,
      dateCreated: setByServer,
      dateModified: setByServer,
      createdBy: setByServer,
      selfUri: setByServer,
    },
  },
  { additionalProperties: false },
);
export type ResponseBody = Static<typeof ResponseBody>;

const Piece = Type.Object({ type: Type.String(), content: Type.String() });
export const ResponseEntity = Type.Object({
  id: Type.String(),
  name: Type.String(),
  version: Type.Integer(),
  libraries: Type.Array(Ref),
  texts: Type.Array(Type.Object({ content: Type.String(), contentType: Type.String(), type: Type.String() })),
  interactionType: Type.Optional(Type.String()),
  responseType: Type.Literal('MessagingTemplate'),
  substitutions: Type.Array(
    Type.Object({
      id: Type.String(),
      description: Type.Optional(Type.String()),
      defaultValue: Type.Optional(Type.String()),
    }),
  ),
  messagingTemplate: Type.Object({
    whatsApp: Type.Object({
      name: Type.String(),
      language: Type.String(),
      header: Type.Optional(Piece),
      messageFooter: Type.Optional(Piece),
      buttons: Type.Array(
        Type.Object({
          type: Type.String(),
          content: Type.String(),
          contentText: Type.String(),
          payload: Type.String(),
        }),
      ),
      templateStatus: Type.Optional(Type.String({ description: 'As the provider last said.' })),
    }),
  }),
  dateCreated: Type.Optional(Type.String()),
  dateModified: Type.Optional(Type.String()),
  selfUri: Type.String(),
});
export type ResponseEntity = Static<typeof ResponseEntity>;

export const LibraryBody = Type.Object(
  {
    name: text(1_000),
    version: Type.Optional(Type.Integer()),
    ...{
      responseType: notKept,
      id: setByServer,
      dateCreated: setByServer,
      createdBy: setByServer,
      selfUri: setByServer,
    },
    dateModified: setByServer,
    division: notKept,
  },
  { additionalProperties: false },
);
export const LibraryEntity = Type.Object({
  id: Type.String(),
  name: Type.String(),
  version: Type.Integer(),
  dateCreated: Type.String(),
  dateModified: Type.String(),
  selfUri: Type.String(),
});
export type LibraryEntity = Static<typeof LibraryEntity>;
