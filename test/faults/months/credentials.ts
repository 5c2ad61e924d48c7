/** Access tokens, sessions and signing keys end while weeks pass; who asks anew is let in, and what has ended is removed. */
import { makeUser } from '../../../services/access/people.ts';
import { makeClient } from '../../../services/access/programs.ts';
import type { World } from '../world.ts';
import { factsOf } from './judge-months.ts';
import { measure } from './measure.ts';
import { timeOf } from './simulated-time.ts';

const GRANTS = [{ roleId: 'admin', divisionIds: ['*'] }];
/** Longer than the period of a signing key. */
const MONTH_DAYS = 31;
const SIX_HOURS = 0.25;
/** A session that is used ends after 7 days all the same. */
const SESSION_STEPS = 7 / SIX_HOURS;

/** @param months how often the keys change */
export async function credentialsEnd(world: World, months: number): Promise<void> {
  const { database, system } = world.system;
  const [time, facts] = [timeOf(world), factsOf(world)];
  const firstDay = time.day();
  const name = `months-${firstDay}`;
  const { client, secret } = await makeClient(database, { name, grants: GRANTS }, new Date());
  const email = `${name}@example.com`;
  const password = `long enough ${name} 4711`;
  await makeUser(database, { email, name, grants: GRANTS, password }, new Date());

  const call = (path: string, init: RequestInit = {}): Promise<Response> =>
    fetch(`${system.apiUrl}${path}`, init);
  const tell = (what: string, expected: number, { status }: Response): void =>
    void facts.answers.push({ what: `${what} on day ${time.day() - firstDay}`, expected, status });
  const withToken = (token: string): Promise<Response> =>
    call('/api/v2/outbound/messagingcampaigns', { headers: { authorization: `Bearer ${token}` } });
  const withCookie = (cookie: string): Promise<Response> => call('/api/v2/session', { headers: { cookie } });
  async function newToken(): Promise<string> {
    const answer = await call('/oauth/token', {
      method: 'POST',
      body: new URLSearchParams({ grant_type: 'client_credentials' }),
      headers: { authorization: `Basic ${Buffer.from(`${client._id}:${secret}`).toString('base64')}` },
    });
    tell('a token is asked for', 200, answer);
    return ((await answer.json()) as { access_token?: string }).access_token ?? '';
  }
  async function newSession(): Promise<string> {
    const answer = await call('/api/v2/session', {
      method: 'POST',
      body: JSON.stringify({ email, password }),
      headers: { 'content-type': 'application/json' },
    });
    tell('somebody signs in', 200, answer);
    return (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
  }

  const used = await newSession();
  for (let step = 1; step < SESSION_STEPS; step += 1) {
    await time.pass(SIX_HOURS);
    tell('a session in use', 200, await withCookie(used));
  }
  await time.pass(SIX_HOURS);
  tell('a session of seven days', 401, await withCookie(used));
  for (let month = 0; month <= months; month += 1) {
    const [token, session] = [await newToken(), await newSession()];
    tell('a new token', 200, await withToken(token));
    tell('a new session', 200, await withCookie(session));
    await time.pass(SIX_HOURS);
    tell('a token of the morning', 401, await withToken(token));
    tell('a session of the morning', 200, await withCookie(session));
    await time.pass(MONTH_DAYS);
    tell('a token of last month', 401, await withToken(token));
    tell('a session of last month', 401, await withCookie(session));
    // the keys of two months ago are gone by now, and no more come than go
    if (month === 1 || month === months) facts.sizes.push(await measure(world, time.day() - firstDay));
  }
}
