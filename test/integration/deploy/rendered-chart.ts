/** The chart, rendered once with each file of test/fixtures/helm. Needs helm, or Go to build it. */
import { fetchHelm } from '../../../deploy/local/parts/fetch-helm.ts';
import { renderChart } from '../../support/helm-chart.ts';
import { isKind, type Kind, type KubernetesObject } from '../../support/kubernetes-objects.ts';

export const VALUES = ['minimal', 'everything', 'external', 'bare'] as const;
export type Values = (typeof VALUES)[number];

export const pathOf = (name: Values): string => `test/fixtures/helm/${name}.yaml`;
export const componentOf = ({ metadata }: KubernetesObject): string =>
  metadata.labels['app.kubernetes.io/component'] ?? '';

export type RenderedChart = {
  readonly helm: string;
  readonly all: (values: Values) => KubernetesObject[];
  readonly of: <K extends Kind>(values: Values, kind: K) => Array<KubernetesObject<K>>;
  /** The object of one service. @throws when there is none */
  readonly its: <K extends Kind>(values: Values, kind: K, name: string) => KubernetesObject<K>;
};

/** Building helm takes some minutes on a slow machine, once. */
const WITHIN_MS = 1_200_000;

/** @returns a function that declares a test of the rendered chart; where helm cannot be had its tests say that they were not tried */
export function chartTests(): (title: string, judge: (chart: RenderedChart) => Promise<void> | void) => void {
  let chart: RenderedChart | undefined;
  beforeAll(async () => {
    const helm = await fetchHelm({ log: console.warn });
    if (helm !== undefined) chart = await render(helm);
  }, WITHIN_MS);
  return (title, judge) =>
    test(title, async () => {
      if (chart !== undefined) return judge(chart);
      console.warn(`not tried without helm or Go: ${title}`);
    });
}

async function render(helm: string): Promise<RenderedChart> {
  const rendered = new Map<Values, KubernetesObject[]>();
  for (const values of VALUES) rendered.set(values, await renderChart(helm, pathOf(values)));
  const all = (values: Values) => rendered.get(values) ?? [];
  const of = <K extends Kind>(values: Values, kind: K) => all(values).filter(isKind(kind));
  return {
    helm,
    all,
    of,
    its(values, kind, name) {
      const object = of(values, kind).find((candidate) => componentOf(candidate) === name);
      if (object === undefined) throw new Error(`no ${kind} of ${name} with the values ${values}`);
      return object;
    },
  };
}
