import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { readEnv } from '../../../config/env.ts';
import { toSettings } from '../../../config/settings.ts';
import { API_PORT, ourServices, SIMULATOR_PORT, WEBHOOK_PORT } from '../../../deploy/local/our-services.ts';
import { defaultPorts } from '../../../deploy/local/parts.ts';

type Service = {
  readonly image: string;
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string | number>>;
  readonly env_file?: readonly string[];
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
  readonly restart?: string;
  readonly depends_on?: unknown;
};

const compose = parse(readFileSync('docker-compose.yml', 'utf8'), { merge: true }) as {
  services: Record<string, Service>;
  volumes: Record<string, null>;
};
const { services } = compose;
const scraped = parse(readFileSync('deploy/prometheus/prometheus.yml', 'utf8')) as {
  scrape_configs: Array<{ job_name: string; dns_sd_configs: Array<{ names: string[]; port: number }> }>;
};

/** Ports on this machine → ports in the container, of a service. */
const portsOf = (name: string): Record<number, number> =>
  Object.fromEntries(
    (services[name]?.ports ?? []).map((text) => {
      const [host, outside, inside] = text.split(':');
      expect([name, host]).toEqual([name, '127.0.0.1']); // reachable from this machine only
      return [Number(outside), Number(inside)];
    }),
  );

test.each(ourServices)('$name runs, with its health on its port', ({ name, healthPort }) => {
  expect(services[name]).toMatchObject({
    command: [`dist/services/${name}/main.js`],
    restart: 'unless-stopped',
    depends_on: { publish: { condition: 'service_completed_successfully' } },
  });
  expect(portsOf(name)[healthPort]).toBe(9100);
});

test('the parts and the edges have the ports of npm start', () => {
  const parts = defaultPorts();
  expect(portsOf('kafka')).toEqual({ [parts.kafka]: 9092 });
  expect(portsOf('registry')).toEqual({ [parts.registry]: 8080 });
  expect(portsOf('mongo')).toEqual({ [parts.mongo]: 27017 });
  expect(portsOf('prometheus')).toEqual({ [parts.prometheus]: 9090 });
  expect(portsOf('simulator')).toEqual({ [SIMULATOR_PORT]: 8090 });
  expect(portsOf('webhook')[WEBHOOK_PORT]).toBe(8082);
  expect(portsOf('api')[API_PORT]).toBe(8080);
});

test('no port is published twice', () => {
  const ports = Object.keys(services).flatMap((name) => Object.keys(portsOf(name)));
  expect(new Set(ports).size).toBe(ports.length);
});

test('services get variables that config/env.ts knows, and values that it takes', () => {
  const ours = Object.entries(services).filter(([, { image }]) => image === 'whatsapp-campaigns');
  expect(ours.length).toBeGreaterThan(ourServices.length);
  for (const [name, { environment = {} }] of ours) {
    // ${NAME:-value} as Docker reads it without NAME
    const variables = Object.fromEntries(
      Object.entries(environment).map(([key, value]) => [
        key,
        String(value).replace(/^\$\{\w+:-(.*)\}$/, '$1'),
      ]),
    );
    const known = readEnv(variables);
    expect(() => toSettings(known)).not.toThrow();
    const unknown = Object.keys(variables).filter((key) => !(key in known) && key !== 'NODE_ENV');
    expect([name, unknown]).toEqual([name, []]);
  }
});

test('secrets come from a file that git ignores, to those who need them only', () => {
  expect(readFileSync('docker-compose.yml', 'utf8')).not.toMatch(/^\s+\w*(TOKENS?|SECRETS?|PASSWORD):/m);
  expect(readFileSync('.gitignore', 'utf8')).toMatch(/^\.data\/$/m);
  const withSecrets = Object.keys(services).filter((name) => services[name]?.env_file);
  expect(withSecrets).toEqual(['campaigns', 'sender', 'webhook', 'simulator']);
  for (const name of withSecrets) expect(services[name]?.env_file).toEqual(['.data/secrets.env']);
});

test('Prometheus scrapes every process at the port where its metrics are', () => {
  const jobs = scraped.scrape_configs.map(({ job_name: job, dns_sd_configs: [found] }) => [
    job,
    found?.names,
    found?.port,
  ]);
  expect(jobs).toEqual([
    ...ourServices.map(({ name }) => [name, [name], 9100]),
    ['simulator', ['simulator'], 8090],
  ]);
});

test('versions are pinned, and everything that must last has a volume', () => {
  for (const [name, { image }] of Object.entries(services))
    if (image !== 'whatsapp-campaigns') expect([name, image]).toEqual([name, expect.stringMatching(/:v?\d/)]);
  const mounted = Object.values(services).flatMap(({ volumes = [] }) =>
    volumes.map((text) => text.split(':')[0] ?? ''),
  );
  expect(mounted.filter((volume) => !/^[./]/.test(volume)).sort()).toEqual(
    Object.keys(compose.volumes).sort(),
  );
});

test('the registry and Kafka are those that npm start runs and tests use', () => {
  const version = (file: string, name: string): string | undefined =>
    new RegExp(`const ${name} = '(.*)'`).exec(readFileSync(`deploy/local/${file}`, 'utf8'))?.[1];
  expect(services['registry']?.image).toMatch(new RegExp(`:${version('fetch-registry.ts', 'APICURIO')}$`));
  expect(services['kafka']?.image).toBe(`apache/kafka:${version('fetch-kafka.ts', 'KAFKA')}`);
});
