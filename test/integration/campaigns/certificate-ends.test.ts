/** Weeks with a certificate that ends: its end is told all the time, also when it is past, and the new one within an hour. */
import { openContext, type ServiceContext } from '../../../services/platform/process/run-service.ts';
import { watchExpiry } from '../../../services/campaigns/expiry/watch-expiry.ts';
import { moveOwnClock } from '../../faults/months/own-clock.ts';
import { testSettings, until } from '../../support/test-system.ts';
import { startTlsServer } from '../../support/tls-server.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** Days from now until the end that the metric tells; null: it tells none. */
async function daysLeft(context: ServiceContext, address: string): Promise<number | null> {
  const line = new RegExp(
    `^wac_certificate_expires_timestamp_seconds\\{[^}]*address="${address}"[^}]*\\} (\\S+)`,
    'm',
  );
  const found = line.exec(await context.metrics.scrape());
  return found ? Math.round((Number(found[1]) * 1_000 - Date.now()) / DAY) : null;
}

test('the end of a certificate is told before and after it, and that of the next one an hour after it was renewed', async () => {
  const server = await startTlsServer(30);
  const settings = testSettings({ WATCHED_CERTIFICATES: server.address });
  const context = openContext('campaigns', {
    ...settings,
    cloudApi: { ...settings.cloudApi, accessTokens: new Map() },
  });
  const clock = moveOwnClock();
  const watch = watchExpiry(context);
  try {
    const left = (): Promise<number | null> => daysLeft(context, server.address);
    await until('the end is told', async () => (await left()) === 30);
    // two weeks before the end the alert fires; two days after it the end is told still
    for (const [day, days] of [
      [17, 13],
      [32, -2],
    ] as const) {
      const looks = server.connections();
      clock.set(day * DAY);
      await until('it is looked at again', () => server.connections() > looks);
      await until('its end is told', async () => (await left()) === days);
    }
    server.renew(90);
    clock.set(32 * DAY + HOUR);
    await until('the new one is told', async () => (await left()) === 90 - 32);
  } finally {
    clock.restore();
    await watch.stop();
    await context.close();
    server.stop();
  }
});
