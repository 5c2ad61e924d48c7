/** Carries out an answer on the connection, including answers that are not HTTP replies. */
import type { FastifyReply } from 'fastify';
import type { Answer } from './answer.ts';
import type { Schedule } from '../schedule.ts';

const JSON_TYPE = 'application/json; charset=UTF-8';

/** `schedule` runs on real time. */
export function performAnswer(
  answer: Answer,
  reply: FastifyReply,
  schedule: Schedule,
  realNow: () => number,
): void {
  switch (answer.kind) {
    case 'silence':
      reply.hijack();
      return;
    case 'drop':
      reply.hijack();
      reply.raw.socket?.destroy();
      return;
    case 'reset-in-body':
      resetInBody(answer.body, reply);
      return;
    case 'reply': {
      const send = (): void => {
        if (answer.headers) void reply.headers(answer.headers);
        void reply.code(answer.status).header('content-type', JSON_TYPE).send(answer.body);
      };
      const delayed = (): void => {
        if (answer.delayMs > 0) schedule.at(realNow() + answer.delayMs, send);
        else send();
      };
      if (answer.after) void answer.after.then(delayed);
      else delayed();
      return;
    }
  }
}

function resetInBody(body: string, reply: FastifyReply): void {
  reply.hijack();
  const { raw } = reply;
  raw.writeHead(200, { 'content-type': JSON_TYPE, 'content-length': Buffer.byteLength(body) });
  raw.write(body.slice(0, Math.floor(body.length / 2)), () => raw.socket?.resetAndDestroy());
}
