/** `wac webhooks …` */
import { createHmac } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { InvalidArgumentError, type Command } from 'commander';
import { topics } from '../../schemas/topics.ts';
import type { WebhookNotification } from '../../schemas/types.ts';
import { Unreachable, UsageError } from './exit-codes.ts';
import type { WithSession } from './with-session.ts';

type ReplayOptions = { from: Date; to?: Date; url?: string; dryRun?: boolean };

export function addWebhookCommands(program: Command, withSession: WithSession): void {
  const webhooks = program.command('webhooks').description('webhook calls of WhatsApp, stored as received');
  webhooks
    .command('replay')
    .description('send stored calls to the webhook again; repeats are harmless')
    .requiredOption('--from <time>', 'received at or after this ISO 8601 time', readTime)
    .option('--to <time>', 'received before this time (default: now)', readTime)
    .option('--url <url>', 'URL of the webhook (default: from the settings)')
    .option('--dry-run', 'only count the calls')
    .addHelpText(
      'after',
      `
Each call is signed again with the first of WHATSAPP_APP_SECRETS and carries the time at which it was received first. Calls are kept for
three days, or up to 2 GiB per partition (topic webhook-notifications).

Example:
  $ wac webhooks replay --from 2026-03-01T08:00Z --to 2026-03-01T09:30Z`,
    )
    .action(
      withSession(async (session, options: ReplayOptions) => {
        const { webhook, http } = session.io.settings();
        const to = options.to ?? new Date();
        if (options.from >= to) throw new UsageError('--from must be before --to');
        const [secret] = webhook.appSecrets;
        if (!secret && !webhook.allowUnsigned && !options.dryRun)
          throw new UsageError(
            'WHATSAPP_APP_SECRETS is needed to sign the calls (or WEBHOOK_ALLOW_UNSIGNED=true)',
          );
        const host = http.host === '0.0.0.0' ? '127.0.0.1' : http.host;
        const url = options.url ?? `http://${host}:${http.webhookPort}/webhooks/whatsapp`;
        const join = createJoin();
        let calls = 0;
        await session.read(
          topics.webhookNotifications,
          { fromMs: options.from.getTime(), toMs: to.getTime() },
          async (records) => {
            for (const record of records) {
              const body = join(record);
              if (!body) continue;
              if (!options.dryRun) await play(url, secret, body, record.receivedAt);
              calls += 1;
            }
          },
        );
        session.result(
          { from: options.from, to, calls, replayed: options.dryRun ? 0 : calls },
          `${calls} calls ${options.dryRun ? 'were stored in that time' : 'replayed'}`,
        );
      }),
    );
}

/** Puts the parts of large calls together; they come in order. */
export function createJoin(): (record: WebhookNotification) => Buffer | null {
  const waiting = new Map<string, Buffer[]>();
  return ({ notificationId, receivedAt, body, encoding, part, parts }) => {
    const key = `${notificationId}:${receivedAt}`;
    const all = [...(waiting.get(key) ?? []).slice(0, part), body];
    if (all.length < parts) {
      waiting.set(key, all);
      return null;
    }
    waiting.delete(key);
    const bytes = Buffer.concat(all);
    return encoding === 'GZIP' ? gunzipSync(bytes) : bytes;
  };
}

/** @throws Unreachable when the webhook does not take it */
async function play(
  url: string,
  secret: string | undefined,
  body: Buffer,
  receivedAt: number,
): Promise<void> {
  const sign = (...parts: Array<string | Buffer>): string | undefined =>
    secret &&
    `sha256=${createHmac('sha256', secret)
      .update(Buffer.concat(parts.map((part) => Buffer.from(part))))
      .digest('hex')}`;
  const [signature, timeSignature] = [sign(body), sign(`${receivedAt}.`, body)];
  const headers = {
    'content-type': 'application/json',
    'x-wac-received-at': String(receivedAt),
    ...(signature && timeSignature
      ? { 'x-hub-signature-256': signature, 'x-wac-received-at-signature': timeSignature }
      : {}),
  };
  let status: number | string;
  try {
    ({ status } = await fetch(url, {
      method: 'POST',
      headers,
      body: new Uint8Array(body),
      signal: AbortSignal.timeout(10_000),
    }));
  } catch (error) {
    status = (error as Error).message;
  }
  if (status !== 200) throw new Unreachable(`the webhook at ${url} did not accept a call: ${status}`);
}

function readTime(text: string): Date {
  const at = Date.parse(text);
  if (Number.isNaN(at))
    throw new InvalidArgumentError(`Expected an ISO 8601 time such as 2026-03-01T08:00Z, found "${text}".`);
  return new Date(at);
}
