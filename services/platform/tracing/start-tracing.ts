/** Begins and ends the tracing of a process. The SDK is loaded only when the settings ask for traces. */
import type { Settings } from '../../../config/settings.ts';
import { atMost } from '../process/at-most.ts';
import type { Logger } from '../process/logger.ts';
import { createLogThrottle } from '../process/log-throttle.ts';
import { withoutPasswords } from '../process/without-passwords.ts';
import { currentTracing, setTracing } from './tracing.ts';

const FLUSH_AT_STOP_MS = 3_000;
const LOG_EVERY_MS = 60_000;

/** To be called before the process opens anything. @param process its name, e.g. `sender` */
export async function startTracing(
  process: string,
  settings: Pick<Settings, 'tracing' | 'namespace' | 'instanceId'>,
): Promise<void> {
  if (!settings.tracing) return;
  const { openSdk } = await import('./open-sdk.ts');
  setTracing(openSdk(process, settings, settings.tracing));
}

/** Traces that could not be handed over are lost, and nothing waits for them: the log says so once a minute. */
export async function logTracing(log: Logger): Promise<void> {
  if (!currentTracing()) return;
  const { hearSdk } = await import('./open-sdk.ts');
  const throttle = createLogThrottle(LOG_EVERY_MS);
  hearSdk((message) => {
    const times = throttle.pass('tracing', Date.now());
    if (times > 0) log.warn({ times, reason: reasonIn(message) }, 'traces cannot be handed over');
  });
}

/** The SDK tells errors as JSON, with their stacks. */
function reasonIn(message: string): string {
  try {
    const { message: reason } = JSON.parse(message) as { message?: unknown };
    return withoutPasswords(String(reason));
  } catch {
    return withoutPasswords(message);
  }
}

/** Hands over what was traced so far, within a few seconds; afterwards nothing is traced. */
export async function stopTracing(log: Logger): Promise<void> {
  const tracing = currentTracing();
  setTracing(null);
  if (tracing) await atMost(FLUSH_AT_STOP_MS, 'handing over traces', tracing.stop(), log);
}
