/** The provider: access tokens that integrations name, whether they work and for how long, the numbers and what holds them. */
import { request } from 'undici';
import { collections, type IntegrationDocument } from '../../../schemas/collections.ts';
import type { Settings } from '../../../config/settings.ts';
import type { Database } from '../../platform/mongo/mongo.ts';
import { noting, type Finding } from './finding.ts';
import { DAY } from '../../domain/time/lengths.ts';

const MOST_INTEGRATIONS = 1_000;
const ENDS_SOON_MS = 14 * DAY;
const SCOPES = ['whatsapp_business_messaging', 'whatsapp_business_management'];

type Answer = { ok: boolean; body: Record<string, unknown>; error: string };

export async function checkProvider(
  database: Database,
  cloudApi: Settings['cloudApi'],
  now: Date,
): Promise<Finding[]> {
  const integrations = await database
    .of(collections.integrations)
    .find({ active: true })
    .sort({ name: 1 })
    .limit(MOST_INTEGRATIONS)
    .toArray();
  return [
    ...(await checkTokens(cloudApi, integrations, now)),
    ...(await checkNumbers(database, cloudApi, integrations, now)),
  ];
}

async function checkTokens(
  cloudApi: Settings['cloudApi'],
  integrations: readonly IntegrationDocument[],
  now: Date,
): Promise<Finding[]> {
  const note = noting('credentials');
  const names = new Set(integrations.map(({ credentials }) => credentials));
  for (const name of names) {
    const token = cloudApi.accessTokens.get(name);
    if (token === undefined) {
      note.fault(
        `integrations name the access token "${name}", which is not set here`,
        'set WHATSAPP_ACCESS_TOKENS as campaigns and sender have it',
      );
      continue;
    }
    const { ok, body, error } = await get(cloudApi, 'debug_token', { input_token: token }, token);
    if (!ok) {
      note.fault(
        `WhatsApp refuses the access token "${name}": ${error}`,
        'make a new one: docs/operations.md, TokenExpires',
      );
      continue;
    }
    const data = (body['data'] ?? {}) as { is_valid?: boolean; expires_at?: number; scopes?: string[] };
    const endsAtMs = (data.expires_at ?? 0) * 1_000;
    if (data.is_valid === false) note.fault(`the access token "${name}" is not valid`, 'make a new one');
    else if (endsAtMs > 0 && endsAtMs - now.getTime() < ENDS_SOON_MS)
      note.warn(
        `the access token "${name}" ends at ${new Date(endsAtMs).toISOString()}`,
        'make a new one: docs/operations.md, TokenExpires',
      );
    const missing = data.scopes ? SCOPES.filter((scope) => !data.scopes?.includes(scope)) : [];
    if (missing.length > 0)
      note.fault(`the access token "${name}" lacks ${missing.join(', ')}`, 'give its user these permissions');
  }
  return note.end(`${names.size} good`);
}

async function checkNumbers(
  database: Database,
  cloudApi: Settings['cloudApi'],
  integrations: readonly IntegrationDocument[],
  now: Date,
): Promise<Finding[]> {
  const note = noting('numbers');
  const paces = await database
    .of(collections.pace)
    .find({ _id: { $in: integrations.map(({ _id }) => _id) } })
    .toArray();
  const paceOf = new Map(paces.map((pace) => [pace._id, pace]));
  for (const { _id, name, phoneNumberId, credentials, number } of integrations) {
    const token = cloudApi.accessTokens.get(credentials);
    if (token !== undefined) {
      const { ok, error } = await get(cloudApi, phoneNumberId, { fields: 'id' }, token);
      if (!ok)
        note.fault(
          `WhatsApp does not show the number of "${name}" (${phoneNumberId}): ${error}`,
          'look at the phone number id, and at what its access token may see',
        );
    }
    if (number?.qualityRating === 'RED')
      note.warn(`WhatsApp rates the number of "${name}" RED`, 'see docs/operations.md, NumberQuality');
    const pace = paceOf.get(_id);
    if (pace?.fence?.mismatch)
      note.fault(
        `"${name}" does not send: ${pace.fence.mismatch.reason}`,
        'see docs/operations.md, NumberFenced',
      );
    for (const { scope, untilMs, code, reason } of pace?.holds ?? [])
      if (untilMs > now.getTime())
        note.warn(
          `"${name}" is held (${scope}, ${code}) until ${new Date(untilMs).toISOString()}: ${reason}`,
          'see docs/operations.md, NumberHeld',
        );
  }
  return note.end(`${integrations.length} in order`);
}

/** One question; never throws. */
async function get(
  { baseUrl, version, syncTimeoutMs }: Settings['cloudApi'],
  path: string,
  query: Record<string, string>,
  token: string,
): Promise<Answer> {
  const url = `${baseUrl.replace(/\/$/, '')}/${version}/${path}?${new URLSearchParams(query).toString()}`;
  try {
    const answer = await request(url, {
      headers: { authorization: `Bearer ${token}`, accept: 'application/json' },
      signal: AbortSignal.timeout(syncTimeoutMs),
    });
    const body = (await answer.body.json().catch(() => ({}))) as Record<string, unknown>;
    const told = body['error'] as { message?: string } | undefined;
    const isOk = answer.statusCode >= 200 && answer.statusCode < 300 && told === undefined;
    return { ok: isOk, body, error: told?.message ?? `HTTP ${answer.statusCode}` };
  } catch (error) {
    return { ok: false, body: {}, error: (error as Error).message };
  }
}
