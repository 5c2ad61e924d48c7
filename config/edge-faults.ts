/**
 * Settings that are not allowed in production: placeholders for secrets, fault points, a provider address
 * without TLS.
 */
import type { Env } from './env.ts';

const PLACEHOLDER = /change-this/i;
const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/**
 * @param secrets name of the variable → its value, from any source
 * @returns one line for each fault; no line shows a secret
 */
export function edgeFaults(env: Env, secrets: Readonly<Record<string, string>>): string[] {
  const faults: string[] = [];
  for (const [name, value] of Object.entries(secrets))
    if (PLACEHOLDER.test(value))
      faults.push(`${name}: holds the placeholder of the example; put a value of your own`);
  if (env.FAULT_POINTS.trim() !== '' && env.NODE_ENV === 'production')
    faults.push('FAULT_POINTS: must be empty where NODE_ENV is production');
  const { protocol, hostname } = new URL(env.WHATSAPP_BASE_URL);
  if (protocol === 'http:' && !LOOPBACK.test(hostname) && hostname !== env.WHATSAPP_PLAIN_HTTP_HOST)
    faults.push(
      `WHATSAPP_BASE_URL: access tokens would travel to ${hostname} without TLS; expected https://, or the host in WHATSAPP_PLAIN_HTTP_HOST`,
    );
  return faults;
}
