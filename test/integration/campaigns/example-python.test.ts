/** docs/examples/start_campaign.py as its reader runs it: a producer and a consumer in Python, without any code of this project. */
import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { delimiter } from 'node:path';
import { openCampaignsSystem, type CampaignsSystem } from '../../support/campaigns-system.ts';
import { pythonPackage } from '../../support/python-package.ts';

jest.setTimeout(300_000);

const PACKAGES = [
  ['confluent-kafka', '2.6.1'],
  ['fastavro', '1.9.7'],
] as const;

let campaigns: CampaignsSystem;
beforeAll(async () => {
  campaigns = await openCampaignsSystem();
});
afterAll(() => campaigns.system.close());

type Ended = { code: number; out: string; err: string };

/** @param folders of the packages */
const run = (folders: readonly string[], ...args: string[]): Promise<Ended> =>
  new Promise((resolve) => {
    const { namespace } = campaigns.system.settings;
    const env = {
      ...process.env,
      ...{ NAMESPACE: namespace, PYTHONPATH: folders.join(delimiter), PYTHONDONTWRITEBYTECODE: '1' },
    };
    execFile('python3', ['docs/examples/start_campaign.py', ...args], { env }, (error, out, err) =>
      resolve({ code: error === null ? 0 : Number(error.code), out, err }),
    );
  });

it('starts a campaign and tells the outcome; a refusal and a mistake of usage too', async () => {
  const installed = await Promise.all(PACKAGES.map(([name, version]) => pythonPackage(name, version)));
  const folders = installed.flatMap((one) => ('folder' in one ? [one.folder] : []));
  if (folders.length < PACKAGES.length) {
    console.warn(`the example in Python is not tried: ${JSON.stringify(installed)}`);
    return;
  }
  const { kafka, registry } = campaigns.system.settings;
  const at = [kafka.brokers.join(), registry.url];
  const id = await campaigns.create();
  expect(await run(folders, id, ...at)).toEqual({ code: 0, out: 'accepted\n', err: '' });
  expect(await campaigns.campaign(id)).toMatchObject({ status: 'on', runNumber: 1 });
  const nobody = randomUUID();
  const refused = await run(folders, nobody, ...at);
  expect(refused).toMatchObject({ code: 1, err: '' });
  expect(refused.out).toMatch(/^refused\n.*\[[a-z.]+\]/);
  const usage = await run(folders);
  expect(usage).toMatchObject({ code: 2, out: '' });
  expect(usage.err).toContain('usage: start_campaign.py');
});
