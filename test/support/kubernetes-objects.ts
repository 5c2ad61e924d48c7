/** The parts of cluster objects that tests of the chart look into. */
type Labels = Readonly<Record<string, string>>;
type Selector = { readonly matchLabels: Labels };
type Named = { readonly name: string };
type Peer = { readonly namespaceSelector?: Selector; readonly podSelector?: Selector };

export type Container = {
  readonly image: string;
  readonly args: readonly string[];
  readonly env: ReadonlyArray<{ readonly name: string; readonly value: string }>;
  readonly ports: ReadonlyArray<Named & { readonly containerPort: number }>;
  readonly volumeMounts: ReadonlyArray<{ readonly mountPath: string; readonly readOnly?: boolean }>;
  readonly securityContext: object;
  readonly resources: { readonly limits: { readonly memory?: string } };
  readonly startupProbe: { readonly httpGet: object };
  readonly livenessProbe: { readonly httpGet: object };
  readonly readinessProbe: { readonly httpGet: object };
};

export type PodSpec = {
  readonly serviceAccountName?: string;
  readonly containers: readonly Container[];
  readonly volumes: ReadonlyArray<{ readonly secret?: { readonly defaultMode: number } }>;
  readonly terminationGracePeriodSeconds: number;
  readonly topologySpreadConstraints?: readonly object[];
};

type Rule = { readonly ports: ReadonlyArray<{ readonly port: number }> };
type Template = { readonly metadata: { readonly labels: Labels }; readonly spec: PodSpec };
type Trigger = { readonly type: string; readonly metadata: Labels };
type Backend = { readonly service: Named & { readonly port: Named } };
type Path = { readonly path: string; readonly pathType: string; readonly backend: Backend };
type Acl = { readonly resource: { readonly name: string }; readonly operations: readonly string[] };

type Specs = {
  Deployment: { readonly replicas?: number; readonly template: Template };
  Job: { readonly template: Template };
  Pod: PodSpec;
  Service: { readonly selector: Labels; readonly ports: readonly Named[] };
  PodDisruptionBudget: { readonly selector: Selector };
  NetworkPolicy: {
    readonly policyTypes: readonly string[];
    readonly ingress: ReadonlyArray<Rule & { readonly from?: readonly Peer[] }>;
    readonly egress: readonly Rule[];
  };
  ScaledObject: { readonly scaleTargetRef: Named; readonly triggers: readonly Trigger[] };
  ServiceMonitor: { readonly selector: Selector };
  PrometheusRule: { readonly groups: readonly object[] };
  Ingress: { readonly rules: ReadonlyArray<{ readonly http: { readonly paths: readonly Path[] } }> };
  KafkaTopic: {
    readonly topicName: string;
    readonly partitions: number;
    readonly replicas: number;
    readonly config: Labels;
  };
  KafkaUser: { readonly authorization: { readonly acls: readonly Acl[] } };
  ConfigMap: never;
};

export type Kind = keyof Specs;

export type KubernetesObject<K extends Kind = Kind> = {
  readonly apiVersion: string;
  readonly kind: K;
  readonly metadata: Named & { readonly labels: Labels; readonly annotations?: Labels };
  readonly spec: Specs[K];
  readonly data?: Labels;
};

export const isKind =
  <K extends Kind>(kind: K) =>
  (object: KubernetesObject): object is KubernetesObject<K> =>
    object.kind === kind;
