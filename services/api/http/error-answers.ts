/** The error answers that every route may give, for its schema. */
import Type from 'typebox';

const Detail = Type.Object({ errorCode: Type.String(), fieldName: Type.Optional(Type.String()) });
const bodyFields = {
  message: Type.String(),
  code: Type.String(),
  status: Type.Integer(),
  contextId: Type.String(),
  entityId: Type.Optional(Type.String()),
  messageWithParams: Type.Optional(Type.String()),
  messageParams: Type.Optional(Type.Record(Type.String(), Type.String())),
  details: Type.Array(Detail),
  limit: Type.Optional(Type.Object({ key: Type.String(), namespace: Type.String(), value: Type.Integer() })),
};

export const ErrorAnswer = Type.Object(
  { ...bodyFields, errors: Type.Array(Type.Object({ ...bodyFields, errors: Type.Array(Type.Any()) })) },
  { description: 'What is wrong: the first fault, and all of them in `errors`.' },
);

export const ErrorAnswers = { '4xx': ErrorAnswer, '5xx': ErrorAnswer } as const;
