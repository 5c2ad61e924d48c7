/**
 * The whole system on this machine: our services and the simulator as separate processes, on parts that are
 * already running.
 */
import { join, resolve } from 'node:path';
import { readEnv } from '../../config/env.ts';
import { toSettings, type Settings } from '../../config/settings.ts';
import { publishAll } from '../publish/publish-all.ts';
import { requireFreePorts, type NamedPort } from './free-port.ts';
import { localSecrets, writeSecretFiles } from './local-secrets.ts';
import {
  API_PORT,
  INSTANCE_PORT_STEP,
  ourServices,
  SIMULATOR_PORT,
  WEBHOOK_PORT,
  type ServiceName,
} from './our-services.ts';
import { projectRoot } from './project-root.ts';
import { spawnService, type Service } from './spawn-service.ts';

export type SystemOptions = {
  /** Logs, secrets and the list of running processes. */
  readonly dataDir: string;
  readonly portOffset: number;
  readonly parts: { readonly kafkaBrokers: string; readonly registryUrl: string; readonly mongoUrl: string };
  /** Prefix of topics, groups and the database, so that several systems share the parts. */
  readonly namespace?: string;
  /** Instances of each service side by side; the webhook and the api have one. */
  readonly instances?: number;
  /** Laid over the environment of every service. */
  readonly env?: Readonly<Record<string, string>>;
  readonly scenario?: string;
  /** Laid over the environment of one process (`sender`, `sender-2`), asked for at each of its starts. */
  readonly ownEnv?: (process: string) => Readonly<Record<string, string>>;
  /** Folder of the built code of our services; this project's `dist` unless given. */
  readonly distDir?: string;
};

export type System = {
  readonly settings: Settings;
  readonly services: readonly Service[];
  readonly simulatorUrl: string;
  readonly webhookUrl: string;
  readonly apiUrl: string;
  /** The instances of a service. */
  of(name: ServiceName | 'simulator'): Service[];
  stop(): Promise<void>;
};

const NO_SECRETS = {
  API_SECRET: '',
  API_SECRET_FILE: '',
  SUBSCRIPTION_KEY: '',
  SUBSCRIPTION_KEY_FILE: '',
  PEOPLE_KEY: '',
  PEOPLE_KEY_FILE: '',
  WHATSAPP_ACCESS_TOKENS: '',
  WHATSAPP_ACCESS_TOKENS_FILE: '',
  WHATSAPP_APP_SECRETS: '',
  WHATSAPP_APP_SECRETS_FILE: '',
  WEBHOOK_VERIFY_TOKEN: '',
  WEBHOOK_VERIFY_TOKEN_FILE: '',
  SIMULATOR_APP_SECRET: '',
  SIMULATOR_APP_SECRET_FILE: '',
  SIMULATOR_ACCESS_TOKEN: '',
  SIMULATOR_ACCESS_TOKEN_FILE: '',
};

const ONE_INSTANCE: readonly ServiceName[] = ['webhook', 'api'];

/** The ports that a system takes, one instance of each service. */
export function systemPorts(offset: number): NamedPort[] {
  return [
    ...ourServices.map(({ name, healthPort }) => ({ name: name, port: healthPort + offset })),
    { name: 'simulator', port: SIMULATOR_PORT + offset },
    { name: 'webhook', port: WEBHOOK_PORT + offset },
    { name: 'api', port: API_PORT + offset },
  ];
}

/** Publishes topics and schemas, starts everything, resolves when all are ready. What was started is stopped when one fails. */
export async function startSystem(options: SystemOptions): Promise<System> {
  const { portOffset, parts, namespace = '' } = options;
  const dataDir = resolve(options.dataDir);
  const secrets = await localSecrets(dataDir);
  const simulatorUrl = `http://127.0.0.1:${SIMULATOR_PORT + portOffset}`;
  const webhookUrl = `http://127.0.0.1:${WEBHOOK_PORT + portOffset}/webhooks/whatsapp`;
  const env: Record<string, string> = {
    NAMESPACE: namespace,
    MONGODB_DATABASE: namespace === '' ? 'campaigns' : `campaigns_${namespace.replace(/\W/g, '_')}`,
    KAFKA_BROKERS: parts.kafkaBrokers,
    SCHEMA_REGISTRY_URL: parts.registryUrl,
    MONGODB_URL: parts.mongoUrl,
    API_PORT: String(API_PORT + portOffset),
    API_PUBLIC_URL: `http://127.0.0.1:${API_PORT + portOffset}`,
    WEBHOOK_PORT: String(WEBHOOK_PORT + portOffset),
    WHATSAPP_BASE_URL: simulatorUrl,
    // our own environment may be for another system; each process gets its own files
    ...NO_SECRETS,
    IMPORT_DIRECTORIES: join(projectRoot(), 'deploy', 'local', 'sample'),
    SIMULATOR_PORT: String(SIMULATOR_PORT + portOffset),
    SIMULATOR_WEBHOOK_URL: webhookUrl,
    ...(options.scenario ? { SIMULATOR_SCENARIO: options.scenario } : {}),
    ...options.env,
  };
  const secretFiles = await writeSecretFiles(dataDir, secrets);
  const settings = toSettings(
    readEnv({
      ...env,
      ...secretFiles['sender'],
      ...secretFiles['webhook'],
      ...secretFiles['api'],
      ...options.env,
      INSTANCE_ID: 'launcher',
    }),
  );
  await publishAll(settings);

  const wanted = ourServices.flatMap(({ name, healthPort }) =>
    Array.from({ length: ONE_INSTANCE.includes(name) ? 1 : (options.instances ?? 1) }, (_, instance) => ({
      service: name,
      name: instance === 0 ? name : `${name}-${instance + 1}`,
      port: healthPort + portOffset + instance * INSTANCE_PORT_STEP,
    })),
  );
  const further = wanted.filter(({ service, name }) => service !== name);
  await requireFreePorts([...systemPorts(portOffset), ...further], '127.0.0.1');
  const started = await Promise.allSettled([
    start('simulator', 'simulator', SIMULATOR_PORT + portOffset, {}),
    ...wanted.map(({ service, name, port }) =>
      start(service, name, port, { INSTANCE_ID: `${name}-${process.pid}`, HEALTH_PORT: String(port) }),
    ),
  ]);
  const services = started.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  const stop = async (): Promise<void> => void (await Promise.all(services.map((service) => service.stop())));
  const failed = started.find((result) => result.status === 'rejected');
  if (failed) {
    await stop();
    throw failed.reason;
  }

  function start(service: string, name: string, port: number, own: Record<string, string>): Promise<Service> {
    const ours = join(projectRoot(), 'dist');
    // the simulator is the judge: it always runs this project's code
    const dist = service === 'simulator' ? ours : (options.distDir ?? ours);
    const entry = join(dist, 'services', service, 'main.js');
    return spawnService({
      name,
      entry,
      env: () => ({ ...env, ...secretFiles[service], ...options.env, ...own, ...options.ownEnv?.(name) }),
      readyUrl: `http://127.0.0.1:${port}/ready`,
      dataDir,
    });
  }

  return {
    settings,
    services,
    simulatorUrl,
    webhookUrl,
    apiUrl: `http://127.0.0.1:${API_PORT + portOffset}`,
    of: (name) => services.filter((service) => service.name === name || service.name.startsWith(`${name}-`)),
    stop,
  };
}
