/** A CSV file as an answer: its schema, and sending it as a stream. */
import Type from 'typebox';
import type { FastifyReply } from 'fastify';
import type { Readable } from 'node:stream';

export const CsvAnswer = {
  description: 'CSV, UTF-8 with a byte-order mark.',
  content: { 'text/csv': { schema: Type.String() } },
} as const;

/** @param name of the file, as it is offered to be kept */
export const sendCsv = (reply: FastifyReply, name: string, content: Readable): FastifyReply =>
  reply
    .code(200)
    .header('content-type', 'text/csv; charset=utf-8')
    .header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(`${name}.csv`)}`)
    .header('cache-control', 'no-store')
    .send(content);
