/**
 * What the chart makes of its values: who runs, is scaled, reached, watched, and what Strimzi is asked for.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { ourServices } from '../../../deploy/local/our-services.ts';
import { rightsOf } from '../../../deploy/rights/kafka-acls.ts';
import { topics } from '../../../schemas/topics.ts';
import { isOfOperator, NAMESPACE, operatorFaults, renderChart } from '../../support/helm-chart.ts';
import { chartTests, componentOf } from './rendered-chart.ts';

const names = ourServices.map(({ name }) => name);
const tryChart = chartTests();

tryChart('each service runs its entry, is probed at its health port, and can be reached there', (chart) => {
  for (const name of names) {
    const { spec } = chart.its('minimal', 'Deployment', name);
    expect(spec.replicas).toBe(2);
    expect(spec.template.spec.topologySpreadConstraints).toHaveLength(2);
    expect(spec.template.spec.containers[0]).toMatchObject({
      args: [`dist/services/${name}/main.js`],
      startupProbe: { httpGet: { path: '/live', port: 'health' } },
      livenessProbe: { httpGet: { path: '/live', port: 'health' } },
      readinessProbe: { httpGet: { path: '/ready', port: 'health' } },
    });
    expect(spec.template.spec.containers[0]?.ports).toContainEqual({ name: 'health', containerPort: 9100 });
    const ports = chart.its('minimal', 'Service', name).spec.ports.map((port) => port.name);
    expect([name, ports]).toEqual([
      name,
      ['webhook', 'api'].includes(name) ? ['health', 'http'] : ['health'],
    ]);
  }
  expect(chart.of('minimal', 'PodDisruptionBudget')).toHaveLength(names.length);
});

tryChart('topics and schemas are published before the processes of a release start', ({ its, of }) => {
  const { metadata, spec } = its('minimal', 'Job', 'publish');
  expect(spec.template.spec.containers[0]?.args).toEqual(['dist/deploy/publish/publish.js']);
  expect(metadata.annotations?.['helm.sh/hook']).toBe('pre-install,pre-upgrade');
  // a hook runs before the service account exists
  expect(spec.template.spec.serviceAccountName).toBeUndefined();
  // where Strimzi makes users and topics in the same release, a hook would wait for them for ever
  for (const values of ['everything', 'external'] as const) {
    expect(its(values, 'Job', 'publish').metadata.annotations).toBeUndefined();
    expect(its(values, 'Job', 'publish').metadata.name).toMatch(/-publish-1$/);
  }
  expect(of('bare', 'Job')).toEqual([]);
});

tryChart('whole numbers of any size and decimals reach the processes as they were written', ({ its }) => {
  expect(its('everything', 'Deployment', 'importer').spec.template.spec.containers[0]?.env).toEqual(
    expect.arrayContaining([
      { name: 'IMPORT_URL_MAX_BYTES', value: '1073741824' },
      { name: 'PACE_MARGIN', value: '0.02' },
      { name: 'OUTCOMES_ON_CAMPAIGN_EVENTS', value: 'true' },
      { name: 'IMPORT_URL_ORIGINS', value: 'https://files.example.com' },
      { name: 'NAMESPACE', value: 'blue.' },
    ]),
  );
});

tryChart('one service may run another version, so that readers are upgraded before writers', ({ its }) => {
  const imageOf = (name: string): string =>
    its('everything', 'Deployment', name).spec.template.spec.containers[0]?.image ?? '';
  expect(imageOf('sender')).toMatch(/@sha256:a{64}$/);
  expect(imageOf('status')).toBe('registry.example.com/whatsapp-campaigns:0.2.0');
});

tryChart('sender and status scale on what waits for them, the webhook on CPU', ({ of, its }) => {
  expect(of('everything', 'ScaledObject').map(componentOf).sort()).toEqual(['sender', 'status', 'webhook']);
  const triggersOf = (name: string) => its('everything', 'ScaledObject', name).spec.triggers;
  expect(triggersOf('sender')).toEqual([
    {
      type: 'kafka',
      metadata: {
        bootstrapServers: 'events-kafka-bootstrap:9092',
        consumerGroup: 'blue.sender.released-messages',
        topic: 'blue.released-messages',
        lagThreshold: '300',
        offsetResetPolicy: 'earliest',
        sasl: 'scram_sha512',
        tls: 'enable',
      },
      authenticationRef: { name: 'kafka-login' },
    },
  ]);
  expect(triggersOf('status')[0]?.metadata['consumerGroup']).toBe('blue.status.message-statuses');
  expect(triggersOf('webhook')).toEqual([
    { type: 'cpu', metricType: 'Utilization', metadata: { value: '70' } },
  ]);
  for (const scaled of of('everything', 'ScaledObject')) {
    const { metadata, spec } = its('everything', 'Deployment', componentOf(scaled));
    expect(metadata.name).toBe(scaled.spec.scaleTargetRef.name);
    // a fixed number would undo what KEDA chose at each upgrade
    expect(spec.replicas).toBeUndefined();
  }
});

tryChart('nothing is scaled beyond the partitions of its topic', async ({ helm }) => {
  const tooMany = ['services.sender.autoscaling.enabled=true', 'services.sender.autoscaling.maxReplicas=7'];
  await expect(renderChart(helm, ...tooMany)).rejects.toThrow(
    /maxReplicas is 7; the topic released-messages has 6 partitions/,
  );
});

tryChart(
  'objects of KEDA and Prometheus fit the operators’ own schemas, field by field',
  async ({ all, its }) => {
    const objects = all('everything').filter(isOfOperator);
    expect(objects.map(({ kind }) => kind).sort()).toEqual([
      'PrometheusRule',
      ...['ScaledObject', 'ScaledObject', 'ScaledObject'],
      'ServiceMonitor',
    ]);
    expect(await operatorFaults(objects)).toEqual([]);
    // and a field that they do not know is noticed
    const scaled = its('everything', 'ScaledObject', 'sender');
    const misspelt = { ...scaled, spec: { ...scaled.spec, minReplicas: 1 } };
    expect(await operatorFaults([misspelt])).toEqual([
      expect.stringContaining('spec.minReplicas is unknown to the schema'),
    ]);
  },
);

tryChart('Prometheus gets the rules and Grafana the boards that everybody else gets', ({ of }) => {
  const groups = ['recording.yml', 'alerts.yml'].flatMap(
    (name) => (parse(readFileSync(`deploy/prometheus/${name}`, 'utf8')) as { groups: unknown[] }).groups,
  );
  expect(of('everything', 'PrometheusRule').map(({ spec }) => spec.groups)).toEqual([groups]);
  const [monitor] = of('everything', 'ServiceMonitor');
  expect(monitor?.spec).toMatchObject({
    // alerts name processes by their job
    jobLabel: 'app.kubernetes.io/component',
    namespaceSelector: { matchNames: [NAMESPACE] },
    endpoints: [{ port: 'health', path: '/metrics' }],
  });
  for (const { metadata } of of('everything', 'Service'))
    expect(metadata.labels).toMatchObject(monitor?.spec.selector.matchLabels ?? { none: '' });
  const boards = of('everything', 'ConfigMap').flatMap(({ data = {} }) => Object.entries(data));
  expect(boards.map(([name, text]): [string, unknown] => [name, JSON.parse(text)]).sort()).toEqual(
    readdirSync('deploy/grafana/dashboards')
      .map((name): [string, unknown] => [
        `wac-${name}`,
        JSON.parse(readFileSync(`deploy/grafana/dashboards/${name}`, 'utf8')),
      ])
      .sort(),
  );
});

tryChart(
  'each process may speak to the parts, to those who may call it, and to the internet only where it has to',
  ({ of, its }) => {
    expect(of('external', 'NetworkPolicy').map(componentOf).sort()).toEqual([...names, 'publish'].sort());
    const policyOf = (name: string) => its('external', 'NetworkPolicy', name).spec;
    // DNS, brokers, registry behind HTTPS, database
    expect(policyOf('throttle').egress.flatMap(({ ports }) => ports.map(({ port }) => port))).toEqual([
      53, 53, 9094, 9095, 443, 27018,
    ]);
    expect(names.filter((name) => JSON.stringify(policyOf(name).egress).includes('0.0.0.0/0'))).toEqual([
      'campaigns',
      'sender',
      'notifier',
    ]);
    expect(names.filter((name) => policyOf(name).ingress.length > 1)).toEqual(['webhook', 'api']);
    const { ingress, policyTypes } = its('minimal', 'NetworkPolicy', 'sender').spec;
    expect(policyTypes).toEqual(['Ingress', 'Egress']);
    expect(ingress).toHaveLength(1);
    expect(ingress[0]?.from?.[0]).toEqual({
      namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'monitoring' } },
    });
    expect(JSON.stringify(its('everything', 'NetworkPolicy', 'importer').spec.egress)).toContain('8443');
    expect(of('bare', 'NetworkPolicy')).toEqual([]);
  },
);

tryChart('webhook and API are reached by their names, and the API knows its own', ({ its }) => {
  for (const [name, path] of [
    ['webhook', { path: '/webhooks/whatsapp', pathType: 'Exact' }],
    ['api', { path: '/', pathType: 'Prefix' }],
  ] as const) {
    const [route] = its('everything', 'Ingress', name).spec.rules[0]?.http.paths ?? [];
    const { metadata, spec } = its('everything', 'Service', name);
    expect(route).toMatchObject({ ...path, backend: { service: { name: metadata.name } } });
    expect(spec.ports.map((port) => port.name)).toContain(route?.backend.service.port.name);
  }
  expect(its('everything', 'Deployment', 'api').spec.template.spec.containers[0]?.env).toContainEqual({
    name: 'API_PUBLIC_URL',
    value: 'https://campaigns.example.com',
  });
});

tryChart('Strimzi makes every topic and user as the tables of topics say', ({ of }) => {
  const made = of('everything', 'KafkaTopic');
  expect(made.map(({ spec }) => [spec.topicName, spec.partitions, spec.replicas])).toEqual(
    Object.values(topics).map(({ name, partitions }) => [`blue.${name}`, partitions, 3]),
  );
  for (const { metadata, spec } of made) {
    expect(metadata.labels['strimzi.io/cluster']).toBe('events');
    // a release that goes takes no records with it
    expect(metadata.annotations?.['helm.sh/resource-policy']).toBe('keep');
    expect(spec.config).toMatchObject({ 'compression.type': 'uncompressed', 'min.insync.replicas': '2' });
  }
  // how long dead letters are kept is a setting
  const keptMs = Object.fromEntries(made.map(({ spec }) => [spec.topicName, spec.config['retention.ms']]));
  expect(keptMs['blue.dead-letters']).toBe(String(7 * 86_400_000));
  expect(keptMs['blue.dead-letter-marks']).toBe(String(7 * 86_400_000));
  expect(keptMs['blue.released-messages']).toBe(String(topics.releasedMessages.retentionMs));
  const writersOf = (topic: string): string[] =>
    of('everything', 'KafkaUser').flatMap(({ metadata, spec }) =>
      spec.authorization.acls.some(
        ({ resource, operations }) => resource.name === `blue.${topic}` && operations.includes('Write'),
      )
        ? [metadata.name.replace(/^wac-whatsapp-campaigns-/, '')]
        : [],
    );
  for (const { name } of Object.values(topics)) {
    const wanted = rightsOf('').filter((right) => right.name === name && right.operations.includes('Write'));
    expect([name, writersOf(name).sort()]).toEqual([name, wanted.map(({ party }) => party).sort()]);
  }
});
