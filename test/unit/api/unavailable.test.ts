/** While the broker or the database does not answer, a caller is told to come again; a fault of ours stays one. */
import Fastify from 'fastify';
import Type from 'typebox';
import { MongoServerSelectionError } from 'mongodb';
import { prepareApi } from '../../../services/api/http/api-server.ts';
import type { Logger } from '../../../services/platform/process/logger.ts';

const silent = { warn: () => undefined, error: () => undefined } as unknown as Logger;

async function answerTo(
  error: Error,
): Promise<{ status: number; body: Record<string, unknown>; retry: unknown }> {
  const server = Fastify();
  prepareApi(server, () => Promise.reject(error), silent);
  server.get(
    '/thing',
    { config: { access: 'signed-in' }, schema: { response: { 200: Type.Object({}) } } },
    () => ({}),
  );
  const { statusCode, json, headers } = await server.inject('/thing').then((answer) => ({
    statusCode: answer.statusCode,
    json: answer.json<Record<string, unknown>>(),
    headers: answer.headers,
  }));
  return { status: statusCode, body: json, retry: headers['retry-after'] };
}

test('a lost database is 503, with when to come again', async () => {
  const lost = new MongoServerSelectionError('no primary at 10.1.2.3', {} as never);
  const { status, body, retry } = await answerTo(lost);
  expect([status, body['code'], retry]).toEqual([503, 'service.unavailable', '5']);
  expect(JSON.stringify(body)).not.toContain('10.1.2.3');
});

test('so is a lost broker, also as the cause of another error', async () => {
  const refused = Object.assign(new Error('connect'), { code: 'ECONNREFUSED' });
  expect(await answerTo(new Error('cannot send', { cause: refused }))).toMatchObject({ status: 503 });
});

test('a defect is 500 and tells nothing', async () => {
  const { status, body } = await answerTo(new TypeError('x of undefined'));
  expect([status, body['code']]).toEqual([500, 'internal.server.error']);
  expect(JSON.stringify(body)).not.toContain('undefined');
});
