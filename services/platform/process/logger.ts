/** Structured logs to standard output. Secrets are redacted by path; numbers of people are masked by whoever logs them. */
import { pino, type Logger } from 'pino';

export type { Logger };

/** @param level a pino level, or `silent` */
export function createLogger(name: string, instanceId: string, level: string, pretty: boolean): Logger {
  return pino({
    name,
    level,
    base: { instance: instanceId },
    redact: {
      paths: ['*.accessToken', '*.authorization', 'headers.authorization', '*.appSecret'],
      censor: '[secret]',
    },
    ...(pretty ? { transport: { target: 'pino-pretty', options: { ignore: 'pid,hostname,instance' } } } : {}),
  });
}
