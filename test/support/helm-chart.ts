/**
 * Renders deploy/helm with a real helm, and has every object judged by the schemas of Kubernetes and of the
 * operators.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { parseAllDocuments } from 'yaml';
import { fetchKubernetesModels } from '../../deploy/local/parts/fetch-kubernetes-models.ts';
import { fetchKubernetesValidate } from '../../deploy/local/parts/fetch-kubernetes-validate.ts';
import type { KubernetesObject } from './kubernetes-objects.ts';

const run = promisify(execFile);
const CHART = 'deploy/helm';
const PRINTED_BYTES = 32 * 1024 * 1024;
const RELEASE = 'wac';
export const NAMESPACE = 'campaigns';

/**
 * @param values paths of value files, or texts such as `kafka.replication=1`
 * @throws with what helm says when it refuses
 */
export async function renderChart(helm: string, ...values: string[]): Promise<KubernetesObject[]> {
  const given = values.flatMap((value) => (value.includes('=') ? ['--set', value] : ['--values', value]));
  // a helm built by Go takes itself for one of Kubernetes 1.20
  const args = ['template', RELEASE, CHART, '--namespace', NAMESPACE, '--kube-version', '1.30.0', ...given];
  const { stdout, stderr } = await run(helm, args, { maxBuffer: PRINTED_BYTES });
  if (stderr !== '') throw new Error(stderr);
  return parseAllDocuments(stdout).flatMap((document) => {
    const [fault] = document.errors;
    if (fault) throw new Error(fault.message);
    const object = document.toJS() as KubernetesObject | null;
    return object === null ? [] : [object];
  });
}

/** @returns what helm lint says. @throws with it when the chart has an error or a warning */
export async function lintChart(helm: string, values: string): Promise<string> {
  const args = ['lint', CHART, '--strict', '--kube-version', '1.30.0', '--values', values];
  return (await run(helm, args)).stdout;
}

/**
 * Has kubernetes-validate judge objects of Kubernetes itself, unknown fields included, against several
 * versions.
 *
 * @throws with what it says of every object that is not valid
 */
export async function validateCore(
  objects: readonly KubernetesObject[],
  versions: readonly string[],
): Promise<void> {
  const packages = await fetchKubernetesValidate({});
  const folder = await mkdtemp(join(tmpdir(), 'chart-'));
  try {
    const path = join(folder, 'objects.yaml');
    await writeFile(path, objects.map((object) => `---\n${JSON.stringify(object)}\n`).join(''));
    const chosen = versions.flatMap((version) => ['-k', version]);
    const args = ['-m', 'kubernetes_validate', '--strict', '--quiet', ...chosen, path];
    await run('python3', args, { env: { ...process.env, PYTHONPATH: packages } }).catch(
      ({ stdout, stderr }: { stdout: string; stderr: string }) => {
        throw new Error(`kubernetes-validate refuses:\n${stdout}${stderr}`);
      },
    );
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Objects of operators that the schemas know: apiVersion → folder of the package. */
const OPERATORS: Readonly<Record<string, string>> = {
  'keda.sh/v1alpha1': '@kubernetes-models/keda/keda.sh/v1alpha1',
  'monitoring.coreos.com/v1': '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1',
};

export const isOfOperator = ({ apiVersion }: KubernetesObject): boolean => apiVersion in OPERATORS;

/** Judges KEDA's and Prometheus's objects in a process of its own. @returns one line for each fault */
export async function operatorFaults(objects: readonly KubernetesObject[]): Promise<string[]> {
  const packages = await fetchKubernetesModels({});
  const path = join(packages, `judge-${process.pid}.mjs`);
  await writeFile(path, JUDGE);
  try {
    const input = JSON.stringify(
      objects.map((object) => ({ module: `${OPERATORS[object.apiVersion]}/${object.kind}`, object })),
    );
    const judging = run(process.execPath, [path], { maxBuffer: PRINTED_BYTES });
    judging.child.stdin?.end(input);
    return JSON.parse((await judging).stdout) as string[];
  } finally {
    await rm(path);
  }
}

/**
 * The schemas let unknown fields pass. So each value is replaced by one of a wrong type in turn: a schema
 * that knows the field refuses it. Names within maps of texts are free.
 */
const JUDGE = `
const chunks = [];
for await (const chunk of process.stdin) chunks.push(chunk);
const faults = [];
const accepts = (Model, object) => {
  try { new Model(object).validate(); return null; } catch (error) { return error.message; }
};
const leaves = (value, path = []) =>
  typeof value === 'object' && value !== null && Object.keys(value).length > 0
    ? Object.entries(value).flatMap(([key, inner]) => leaves(inner, [...path, key]))
    : [path];
for (const { module, object } of JSON.parse(Buffer.concat(chunks))) {
  const where = object.kind + ' ' + object.metadata.name;
  const Model = (await import(module))[object.kind];
  const refused = accepts(Model, object);
  if (refused !== null) { faults.push(where + ': ' + refused); continue; }
  for (const path of leaves(object.spec)) {
    const changed = structuredClone(object);
    let place = changed.spec;
    for (const key of path.slice(0, -1)) place = place[key];
    place[path.at(-1)] = [[null]];
    if (accepts(Model, changed) === null) faults.push(where + ': spec.' + path.join('.') + ' is unknown to the schema');
  }
}
process.stdout.write(JSON.stringify(faults));
`;
