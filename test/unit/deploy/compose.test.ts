import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { parse } from 'yaml';
import { readEnv } from '../../../config/env.ts';
import { toSettings } from '../../../config/settings.ts';
import { mongoRoles } from '../../../deploy/rights/mongo-roles.ts';
import { API_PORT, ourServices, SIMULATOR_PORT, WEBHOOK_PORT } from '../../../deploy/local/our-services.ts';
import { defaultPorts } from '../../../deploy/local/parts/parts.ts';

type Service = {
  readonly image: string;
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string | number>>;
  readonly env_file?: readonly string[];
  readonly secrets?: readonly string[];
  readonly networks?: readonly string[];
  readonly network_mode?: string;
  readonly profiles?: readonly string[];
  readonly cap_drop?: readonly string[];
  readonly security_opt?: readonly string[];
  readonly read_only?: boolean;
  readonly user?: string;
  readonly mem_limit?: string;
  readonly pids_limit?: number;
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
  readonly restart?: string;
  readonly depends_on?: unknown;
  readonly healthcheck?: { readonly test?: readonly string[]; readonly disable?: boolean };
};

const compose = parse(readFileSync('docker-compose.yml', 'utf8'), { merge: true }) as {
  services: Record<string, Service>;
  volumes: Record<string, null>;
  secrets: Record<string, { file: string }>;
  networks: Record<string, null>;
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
    // secret files are in the container alone
    const withoutFiles = Object.entries(known)
      .filter(([key]) => !key.endsWith('_FILE'))
      .map(([key, value]) => [key, `${key}_FILE` in variables ? 'x'.repeat(32) : value] as const);
    expect(() =>
      toSettings(readEnv(Object.fromEntries(withoutFiles.map(([key, value]) => [key, String(value)])))),
    ).not.toThrow();
    const unknown = Object.keys(variables).filter((key) => !(key in known) && key !== 'NODE_ENV');
    expect([name, unknown]).toEqual([name, []]);
  }
});

test('each secret is a file that git ignores, and reaches only who needs it', () => {
  expect(readFileSync('docker-compose.yml', 'utf8')).not.toMatch(/^\s+\w*(TOKENS?|SECRETS?|PASSWORD):/m);
  expect(readFileSync('.gitignore', 'utf8')).toMatch(/^\.data\/$/m);
  for (const [name, { file }] of Object.entries(compose.secrets))
    expect([name, file]).toEqual([
      name,
      expect.stringMatching(/^(\$\{SECRETS:-\.data\/secrets\}|\.data\/simulator-secrets)\//),
    ]);
  const given = Object.entries(services).flatMap(([name, { secrets = [] }]) =>
    secrets.length ? [[name, name === 'rights' ? [...secrets].sort() : secrets]] : [],
  );
  expect(Object.fromEntries(given) as unknown).toEqual({
    campaigns: ['access-tokens', 'mongodb-campaigns'],
    importer: ['mongodb-importer'],
    eligibility: ['people-key', 'mongodb-eligibility'],
    throttle: ['mongodb-throttle'],
    sender: ['access-tokens', 'people-key', 'mongodb-sender'],
    webhook: ['app-secrets', 'verify-token', 'mongodb-webhook'],
    status: ['mongodb-status'],
    api: ['api-secret', 'people-key', 'subscription-key', 'mongodb-api'],
    notifier: ['subscription-key', 'mongodb-notifier'],
    wac: ['people-key', 'subscription-key', 'mongodb-operators'],
    mongo: ['mongodb-admin'],
    publish: ['mongodb-publish'],
    // gives each its user
    rights: ['mongodb-admin', ...mongoRoles('x').map(({ party }) => `mongodb-${party}`)].sort(),
    simulator: ['simulator-access-token', 'simulator-app-secret'],
    grafana: ['grafana-password'],
  });
  // the database reads its own, and rights reads a folder of them
  const byName = Object.entries(services).filter(([name]) => !['mongo', 'rights'].includes(name));
  for (const [name, { secrets = [], environment = {} }] of byName)
    expect([
      name,
      Object.values(environment)
        .filter((value) => String(value).startsWith('/run/secrets/'))
        .sort(),
    ]).toEqual([name, secrets.map((secret) => `/run/secrets/${secret}`).sort()]);
});

test('the simulator runs when asked for alone, and never has a secret of a real provider', () => {
  expect(services['simulator']?.profiles).toEqual(['simulator']);
  expect(
    Object.entries(services)
      .filter(([, { profiles }]) => profiles)
      .map(([name]) => name),
  ).toEqual(['simulator', 'wac', 'kafka-ui', 'jaeger']);
  for (const name of services['simulator']?.secrets ?? [])
    expect(compose.secrets[name]?.file).toMatch(/^\.data\/simulator-secrets\//);
  expect(services['simulator']?.networks).toEqual(['metrics', 'provider']);
  expect(readFileSync('deploy/simulator.env', 'utf8')).toMatch(/^COMPOSE_PROFILES=simulator$/m);
});

test('make-secrets makes every file that the system with the simulator takes, and keeps what is there', () => {
  const folder = mkdtempSync(join(tmpdir(), 'secrets-'));
  const make = () => execFileSync(process.execPath, ['deploy/make-secrets.mjs', folder]);
  const read = () =>
    Object.fromEntries(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
  make();
  const made = read();
  expect(new Set(Object.keys(made))).toEqual(
    new Set(Object.values(compose.secrets).map(({ file }) => basename(file))),
  );
  expect(made['access-tokens']).toBe(`default=${made['simulator-access-token']}`);
  make();
  expect(read()).toEqual(made);
  rmSync(folder, { recursive: true });
});

test('no container has capabilities, may gain privileges, or grow without limit; roots are read-only and nobody stays root', () => {
  for (const [name, service] of Object.entries(services)) {
    expect([name, service.cap_drop, service.security_opt]).toEqual([
      name,
      ['ALL'],
      ['no-new-privileges:true'],
    ]);
    expect([name, service.read_only]).toEqual([name, name === 'kafka' ? undefined : true]);
    expect([name, service.pids_limit]).toEqual([name, expect.any(Number)]);
    if (['registry-data', 'mongo-key'].includes(name)) expect(service.network_mode).toBe('none');
    else {
      expect([name, service.mem_limit]).toEqual([name, expect.any(String)]);
      expect([name, service.networks?.length]).toEqual([name, expect.any(Number)]);
      expect([name, service.user]).not.toEqual([name, '0']);
    }
  }
});

test('networks, secrets, volumes and services that are named exist', () => {
  for (const [name, { networks = [], secrets = [], depends_on: after = {} }] of Object.entries(services)) {
    const awaited = Array.isArray(after) ? (after as string[]) : Object.keys(after as object);
    const unknown = [
      ...networks.filter((network) => !(network in compose.networks)),
      ...secrets.filter((secret) => !(secret in compose.secrets)),
      ...awaited.filter((service) => !(service in services)),
    ];
    expect([name, unknown]).toEqual([name, []]);
  }
  const used = new Set(Object.values(services).flatMap(({ networks = [] }) => networks));
  expect([...used].sort()).toEqual(Object.keys(compose.networks).sort());
});

test('everything that stays up has a health check of its own, or that of the image', () => {
  for (const [name, { image, healthcheck, restart }] of Object.entries(services)) {
    const passes = restart === 'no' || restart === 'on-failure';
    const isChecked =
      healthcheck?.test !== undefined || (image === 'whatsapp-campaigns' && !healthcheck?.disable);
    expect([name, isChecked]).toEqual([name, !passes]);
  }
  expect(readFileSync('deploy/Dockerfile', 'utf8')).toMatch(/^HEALTHCHECK .*\\\n.*\/ready/m);
});

test('who looks into Kafka by page changes nothing', () => {
  expect(services['kafka-ui']?.environment).toMatchObject({
    KAFKA_CLUSTERS_0_READONLY: 'true',
    DYNAMIC_CONFIG_ENABLED: 'false',
  });
});

test('the image is built from every file that its processes are made of', () => {
  const sent = readFileSync('.dockerignore', 'utf8')
    .split('\n')
    .flatMap((line) => (line.startsWith('!') ? [line.slice(1)] : []));
  const commands = Object.values(services).flatMap(({ command = [] }) =>
    command.filter((word) => word.startsWith('dist/')),
  );
  expect(commands.length).toBeGreaterThan(ourServices.length);
  for (const command of commands) {
    const source = command.replace(/^dist\//, '').replace(/\.js$/, '.ts');
    expect([source, sent.some((rule) => source.startsWith(`${rule}/`))]).toEqual([source, true]);
  }
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
  expect([...new Set(mounted.filter((volume) => !/^[./]/.test(volume)))].sort()).toEqual(
    Object.keys(compose.volumes).sort(),
  );
});

test('the registry and Kafka are those that npm start runs and tests use', () => {
  const version = (file: string, name: string): string | undefined =>
    new RegExp(`const ${name} = '(.*)'`).exec(readFileSync(`deploy/local/parts/${file}`, 'utf8'))?.[1];
  expect(services['registry']?.image).toMatch(new RegExp(`:${version('fetch-registry.ts', 'APICURIO')}$`));
  expect(services['kafka']?.image).toBe(`apache/kafka:${version('fetch-kafka.ts', 'KAFKA')}`);
});
