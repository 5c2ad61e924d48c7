import { MongoBulkWriteError, MongoServerError } from 'mongodb';
import { createLogger } from '../../../../services/platform/process/logger.ts';

const PHONE = '4915123456789';

function logged(error: unknown, message = 'it failed'): { line: string; err: Record<string, unknown> } {
  let line = '';
  const log = createLogger('test', 'test-1', 'info', false, { write: (text) => void (line += text) });
  log.error({ err: error }, message);
  return { line, err: JSON.parse(line).err };
}

test('a bulk error shows its kind, place and stack, not the documents and keys of the batch', () => {
  const errmsg = `E11000 duplicate key error collection: c.messages index: _id_ dup key: { _id: "r:${PHONE}", x: "}" }`;
  // as the driver's WriteError, which it does not export
  const failed = { index: 7, code: 11_000, errmsg, op: { _id: PHONE }, err: { op: { _id: PHONE } } };
  const error = new MongoBulkWriteError({ message: errmsg, code: 11_000, writeErrors: [failed as never] }, {
    insertedIds: { 0: PHONE },
  } as never);
  const { line, err } = logged(error);
  expect(line).not.toContain(PHONE);
  expect(err).toMatchObject({
    type: 'MongoBulkWriteError',
    code: 11_000,
    writeErrors: { count: 1, first: [{ index: 7, code: 11_000 }] },
  });
  expect(err.message).toContain('collection: c.messages index: _id_ dup key: {…}');
  expect(err.stack).toContain('logger.test.ts');
});

test('a single write loses its key value too, also as the cause of another error', () => {
  const cause = new MongoServerError({
    ...{ errmsg: `E11000 dup key: { phoneId: "${PHONE}" }`, code: 11_000, codeName: 'DuplicateKey' },
    keyValue: { phoneId: PHONE },
  });
  const { line, err } = logged(new AggregateError([cause], 'several failed', { cause }));
  expect(line).not.toContain(PHONE);
  const shown = { type: 'MongoServerError', message: 'E11000 dup key: {…}', codeName: 'DuplicateKey' };
  expect(err).toMatchObject({ type: 'AggregateError', cause: shown, errors: [shown] });
});

test('no line shows a password of a URL, wherever it stands', () => {
  const url = 'mongodb://wac:s3cr@t/x@db-1:27017/?replicaSet=rs0';
  const { line, err } = logged(
    Object.assign(new TypeError(`Invalid URL ${url}`), { code: 'ERR_INVALID_URL', input: url }),
    `cannot reach ${url}`,
  );
  expect(line).not.toContain('s3cr');
  expect(err).toMatchObject({ code: 'ERR_INVALID_URL', input: 'mongodb://…@db-1:27017/?replicaSet=rs0' });
  expect(JSON.parse(line).msg).toBe('cannot reach mongodb://…@db-1:27017/?replicaSet=rs0');
});

test('what was thrown and is no error is shown as text; an error in a circle ends', () => {
  expect(logged('just text').err).toEqual({ message: 'just text' });
  const circle = new Error('a');
  circle.cause = circle;
  expect(logged(circle).err).toMatchObject({ message: 'a', cause: { message: 'a' } });
});
