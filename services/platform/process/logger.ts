/**
 * Structured logs to standard output. Secrets are redacted by path, passwords of URLs in every line. Phone
 * numbers must be masked by the caller.
 */
import { pino, type DestinationStream, type Logger, type LoggerOptions } from 'pino';
import { errorForLog } from './error-for-log.ts';
import { idsForLog, isTracing } from '../tracing/tracing.ts';
import { withoutPasswords } from './without-passwords.ts';

export type { Logger };

/**
 * @param level a pino level, or `silent`
 * @param destination where lines go; standard output when absent
 */
export function createLogger(
  name: string,
  instanceId: string,
  level: string,
  pretty: boolean,
  destination?: DestinationStream,
): Logger {
  const options: LoggerOptions = {
    name,
    level,
    base: { instance: instanceId },
    ...(isTracing() ? { mixin: idsForLog } : {}),
    serializers: { err: errorForLog },
    hooks: { streamWrite: withoutPasswords },
    redact: {
      paths: ['*.accessToken', '*.authorization', 'headers.authorization', '*.appSecret'],
      censor: '[secret]',
    },
    ...(pretty ? { transport: { target: 'pino-pretty', options: { ignore: 'pid,hostname,instance' } } } : {}),
  };
  return destination ? pino(options, destination) : pino(options);
}
