/**
 * Whatever the values: the chart's objects are valid, hardened, and give each process the settings and
 * secrets that it reads.
 */
import { readEnv } from '../../../config/env.ts';
import { toSettings } from '../../../config/settings.ts';
import { secretReaders } from '../../../deploy/chart/system.ts';
import { settingNames } from '../../../deploy/chart/values-schema.ts';
import { ourServices } from '../../../deploy/local/our-services.ts';
import { lintChart, renderChart, validateCore } from '../../support/helm-chart.ts';
import type { Container, KubernetesObject, PodSpec } from '../../support/kubernetes-objects.ts';
import {
  chartTests,
  componentOf,
  pathOf,
  VALUES,
  type RenderedChart,
  type Values,
} from './rendered-chart.ts';

/** The oldest that the chart takes, and the newest that the schemas know. */
const VERSIONS = ['1.25.0', '1.37.0'];
const names = ourServices.map(({ name }) => name);
const tryChart = chartTests();

/** Deployments and the job that publishes. */
const workloads = ({ of }: RenderedChart, values: Values): Array<KubernetesObject<'Deployment' | 'Job'>> => [
  ...of(values, 'Deployment'),
  ...of(values, 'Job'),
];
const containerOf = (object: KubernetesObject<'Deployment' | 'Job'>): Container => {
  const [container] = object.spec.template.spec.containers;
  if (!container) throw new Error(`${object.metadata.name} has no container`);
  return container;
};
const isFile = ({ name }: { name: string }): boolean => name.endsWith('_FILE');
/** What the process is told; files are in the container alone. */
const variablesOf = ({ env }: Container): Record<string, string> =>
  Object.fromEntries(env.filter((variable) => !isFile(variable)).map(({ name, value }) => [name, value]));

describe.each(VALUES)('with the values %s', (values) => {
  tryChart('helm lint finds nothing', async ({ helm }) => {
    expect(await lintChart(helm, pathOf(values))).toContain('1 chart(s) linted, 0 chart(s) failed');
  });

  tryChart(
    'every object fits the oldest and the newest Kubernetes, unknown fields refused',
    async ({ all }) => {
      const core = all(values).filter(({ apiVersion }) =>
        /^(v1$|apps|batch|policy|networking)/.test(apiVersion),
      );
      expect(core.length).toBeGreaterThan(15);
      await validateCore(core, VERSIONS);
    },
  );

  tryChart('no two objects have the same name, and names are short enough', ({ all }) => {
    const keys = all(values).map(({ kind, metadata }) => `${kind} ${metadata.name}`);
    expect(new Set(keys).size).toBe(keys.length);
    for (const { metadata } of all(values)) expect(metadata.name).toMatch(/^[a-z0-9][a-z0-9.-]{0,62}$/);
  });

  tryChart('nobody is root, writes to its root, has a capability or a token', (chart) => {
    const pods: PodSpec[] = [
      ...workloads(chart, values).map(({ spec }) => spec.template.spec),
      ...chart.of(values, 'Pod').map(({ spec }) => spec),
    ];
    expect(pods.length).toBeGreaterThan(names.length);
    for (const pod of pods) {
      expect(pod).toMatchObject({
        automountServiceAccountToken: false,
        enableServiceLinks: false,
        securityContext: {
          runAsNonRoot: true,
          runAsUser: 1000,
          seccompProfile: { type: 'RuntimeDefault' },
        },
      });
      for (const container of pod.containers) {
        expect(container.securityContext).toEqual({
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ['ALL'] },
        });
        expect(container.resources.limits.memory).toBeDefined();
      }
    }
  });

  tryChart('every variable is one that config/env.ts reads, with a value that it takes', (chart) => {
    const known = [...Object.keys(readEnv({})), 'NODE_ENV', 'NODE_EXTRA_CA_CERTS'];
    for (const workload of workloads(chart, values)) {
      const container = containerOf(workload);
      const unknown = container.env.filter(({ name }) => !known.includes(name));
      expect([workload.metadata.name, unknown]).toEqual([workload.metadata.name, []]);
      expect(() => toSettings(readEnv(variablesOf(container)))).not.toThrow();
      const mounted = container.volumeMounts.map(({ mountPath }) => `${mountPath}/value`);
      for (const { value } of container.env.filter(isFile)) expect(mounted).toContain(value);
    }
  });

  tryChart('each secret is a file, read-only, for those alone who read it', (chart) => {
    expect(JSON.stringify(chart.all(values))).not.toMatch(/secretKeyRef|envFrom/);
    for (const workload of workloads(chart, values)) {
      const component = componentOf(workload);
      const { env, volumeMounts } = containerOf(workload);
      const allowed = Object.entries(secretReaders)
        .filter(([, readers]) => (readers as readonly string[]).includes(component))
        // named there alone: the database asks for a password, and people sign in elsewhere
        .filter(([name]) => !/^(MONGODB_URL|OIDC_CLIENT_SECRET)$/.test(name) || values === 'external')
        // TLS and logins at the parts and the collector: no file of values has them
        .filter(([name]) => !/^(KAFKA|SCHEMA_REGISTRY|OTEL|MONGODB_(?!URL$))/.test(name));
      expect([component, env.filter(isFile).map(({ name }) => name)]).toEqual([
        component,
        allowed.map(([name]) => `${name}_FILE`).sort(),
      ]);
      for (const { mountPath, readOnly } of volumeMounts)
        expect([mountPath, readOnly === true]).toEqual([mountPath, mountPath !== '/tmp']);
      for (const { secret } of workload.spec.template.spec.volumes)
        if (secret) expect(secret.defaultMode).toBe(0o440);
    }
  });

  tryChart('a pod is given longer to stop than its process gives itself', ({ of }) => {
    for (const deployment of of(values, 'Deployment')) {
      const { stopWithinMs, drainMs } = toSettings(readEnv(variablesOf(containerOf(deployment)))).process;
      const graceMs = deployment.spec.template.spec.terminationGracePeriodSeconds * 1_000;
      expect(graceMs).toBeGreaterThan(stopWithinMs + drainMs);
    }
  });

  tryChart('services and disruption budgets select the pods of their service', ({ of, its }) => {
    expect(of(values, 'Deployment').map(componentOf).sort()).toEqual([...names].sort());
    const selectors = [
      ...of(values, 'Service').map((object) => [componentOf(object), object.spec.selector] as const),
      ...of(values, 'PodDisruptionBudget').map(
        (object) => [componentOf(object), object.spec.selector.matchLabels] as const,
      ),
    ];
    expect(selectors.length).toBeGreaterThanOrEqual(names.length);
    for (const [name, selector] of selectors)
      expect(its(values, 'Deployment', name).spec.template.metadata.labels).toMatchObject(selector);
  });
});

tryChart('what is misspelt, out of range or in the wrong place is refused by name', async ({ helm }) => {
  const refusals: Array<[string, RegExp]> = [
    ['settings.LOG_LEVLE=debug', /LOG_LEVLE/],
    ['settings.HEALTH_PORT=1', /HEALTH_PORT/],
    ['settings.API_SECRET=hidden', /API_SECRET/],
    ['services.sendr.replicas=1', /sendr/],
    ['services.sender.replicas=-1', /services.sender.replicas/],
    ['mongodb.url=mongodb://user:password@db/', /mongodb.url/],
    ['kafka.brokers=broker', /kafka.brokers/],
    ['ingress.api.enabled=true', /ingress.api.host is needed/],
    ['strimzi.topics.enabled=true', /strimzi.cluster is needed/],
  ];
  for (const [value, told] of refusals)
    // helm writes the path with slashes or dots, by version
    await expect(
      renderChart(helm, value).catch((error: Error) => error.message.replaceAll('/', '.')),
    ).resolves.toMatch(told);
});

tryChart('every setting that the schema names can be given', async ({ helm }) => {
  const defaults = readEnv({}) as unknown as Record<string, unknown>;
  const given = settingNames().map(
    (name) => `settings.${name}=${String(defaults[name]).replaceAll(',', '\\,')}`,
  );
  const objects = await renderChart(helm, ...given);
  const [deployment] = objects.filter(
    (object): object is KubernetesObject<'Deployment'> => object.kind === 'Deployment',
  );
  const set = deployment ? containerOf(deployment).env.map(({ name }) => name) : [];
  expect(set).toEqual(expect.arrayContaining(settingNames()));
});
