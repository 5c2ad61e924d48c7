/** Panels of Grafana boards as data: what they ask, and how the answer is shown. */
import type { Options as BarsOptions } from '@grafana/grafana-foundation-sdk/bargauge';
import type { Options as StatOptions } from '@grafana/grafana-foundation-sdk/stat';
import type { Options as TableOptions } from '@grafana/grafana-foundation-sdk/table';
import type { Options as LinesOptions } from '@grafana/grafana-foundation-sdk/timeseries';
import type { FieldOverrideJson, Json, PanelJson } from './sdk-json.ts';
import { runbookUrl } from './runbook-links.ts';

export type Target = {
  readonly expr: string;
  readonly legend?: string;
  /** A row of a table. */
  readonly isTable?: true;
};

export type Shown = {
  readonly title: string;
  readonly description: string;
  readonly unit: string;
  readonly targets: readonly Target[];
  /** From this value on it is yellow, or red. */
  readonly yellowFrom?: number;
  readonly redFrom?: number;
  /** Below this value it is yellow, or red. */
  readonly yellowBelow?: number;
  readonly redBelow?: number;
  readonly decimals?: number;
  readonly max?: number;
  /** Alert whose part of the runbook a click on the panel's title opens. */
  readonly runbook?: string;
  /** What is shown where there is nothing. */
  readonly noValue?: string;
};

type Kind = 'stat' | 'timeseries' | 'bargauge' | 'table';
/** A panel without its place. */
export type Panel = Omit<PanelJson, 'id' | 'gridPos'> & { readonly width: number };

const DATASOURCE = { type: 'prometheus', uid: '${datasource}' } as const;

/** A figure, large. */
export const stat = (width: number, shown: Shown): Panel =>
  panel('stat', width, shown, {
    ...{ ...lastValue, textMode: 'auto', graphMode: 'none', colorMode: 'value' },
  } satisfies Partial<Json<StatOptions>>);

/** The label of the series in words: a state, a reason. */
export const word = (width: number, shown: Shown): Panel =>
  panel('stat', width, shown, {
    ...{ ...lastValue, textMode: 'name', graphMode: 'none', colorMode: 'value' },
  } satisfies Partial<Json<StatOptions>>);

/** @param names what series are called instead of their legend */
export const bars = (width: number, shown: Shown, names: ReadonlyMap<string, string> = new Map()): Panel =>
  panel(
    'bargauge',
    width,
    shown,
    { ...lastValue, orientation: 'horizontal', displayMode: 'basic' } satisfies Partial<Json<BarsOptions>>,
    [...names].map(([legend, name]) => ({
      matcher: { id: 'byName', options: legend },
      properties: [{ id: 'displayName', value: name }],
    })),
  );

export const lines = (width: number, shown: Shown): Panel =>
  panel('timeseries', width, shown, {
    legend: { showLegend: true, displayMode: 'list', placement: 'bottom', calcs: [] },
    tooltip: { mode: 'multi', sort: 'desc' },
  } satisfies Partial<Json<LinesOptions>>);

/**
 * One row for each set of labels; the answers of the targets stand beside each other.
 * @param columns what the columns are called: labels by their name, values as `Value #A`, `Value #B` …; an
 *   empty name hides one
 */
export function table(
  width: number,
  shown: Shown,
  columns: Readonly<Record<string, string>>,
  overrides: readonly FieldOverrideJson[] = [],
): Panel {
  const hidden = Object.keys(columns).filter((column) => columns[column] === '');
  const renamed = Object.entries(columns).filter(([, name]) => name !== '');
  const options = { showHeader: true, cellHeight: 'sm' } satisfies Partial<Json<TableOptions>>;
  return {
    ...panel('table', width, shown, options, overrides),
    transformations: [
      { id: 'merge', options: {} },
      {
        id: 'organize',
        options: {
          excludeByName: Object.fromEntries(['Time', ...hidden].map((column) => [column, true])),
          indexByName: Object.fromEntries(renamed.map(([column], index) => [column, index])),
          renameByName: Object.fromEntries(renamed),
        },
      },
    ],
  };
}

/** Text of Markdown. */
export const text = (width: number, title: string, content: string): Panel => ({
  ...{ width, type: 'text', title, description: '', options: { mode: 'markdown', content } },
});

/** A heading over the panels below it. */
export const heading = (title: string): Panel => ({ width: 24, type: 'row', title });

/** Unit of a column. */
export const unitOf = (
  column: string,
  unit: string,
  more: FieldOverrideJson['properties'] = [],
): FieldOverrideJson => ({
  matcher: { id: 'byName', options: column },
  properties: [{ id: 'unit', value: unit }, ...more],
});

/** A column whose cells open the board of what they name. */
export const linkOf = (column: string, title: string, url: string): FieldOverrideJson => ({
  matcher: { id: 'byName', options: column },
  properties: [{ id: 'links', value: [{ title, url }] }],
});

/** A share as a bar. */
export const GAUGE: FieldOverrideJson['properties'] = [
  { id: 'custom.cellOptions', value: { type: 'gauge', mode: 'basic' } },
  { id: 'max', value: 1 },
];

const lastValue = { reduceOptions: { calcs: ['lastNotNull'], fields: '', values: false } };

type Step = { readonly color: string; readonly value: number | null };

function stepsOf({ yellowFrom, redFrom, yellowBelow, redBelow }: Shown): Step[] {
  const below: Step[] = [];
  if (redBelow !== undefined) below.push({ color: 'red', value: null });
  if (yellowBelow !== undefined) below.push({ color: 'yellow', value: redBelow ?? null });
  const goodFrom = yellowBelow ?? redBelow;
  if (goodFrom !== undefined) return [...below, { color: 'green', value: goodFrom }];
  if (yellowFrom === undefined && redFrom === undefined) return [{ color: 'blue', value: null }];
  return [
    { color: 'green', value: null },
    ...(yellowFrom === undefined ? [] : [{ color: 'yellow', value: yellowFrom }]),
    ...(redFrom === undefined ? [] : [{ color: 'red', value: redFrom }]),
  ];
}

function panel(
  type: Kind,
  width: number,
  shown: Shown,
  options: object,
  overrides: readonly FieldOverrideJson[] = [],
): Panel {
  const { title, description, unit, targets, decimals, max, runbook, noValue } = shown;
  const color = { mode: type === 'timeseries' ? 'palette-classic' : 'thresholds' } as const;
  return {
    ...{ width, type, title, description, datasource: DATASOURCE, options },
    ...(runbook === undefined ? {} : { links: [runbookLink(runbook)] }),
    fieldConfig: {
      defaults: {
        ...{ unit, min: 0, color, thresholds: { mode: 'absolute', steps: stepsOf(shown) } },
        ...(decimals === undefined ? {} : { decimals }),
        ...(max === undefined ? {} : { max }),
        ...(noValue === undefined ? {} : { noValue }),
      },
      overrides,
    },
    targets: targets.map(({ expr, legend = '', isTable }, index) => ({
      refId: String.fromCharCode('A'.charCodeAt(0) + index),
      ...{ datasource: DATASOURCE, expr, legendFormat: legend },
      // over a range, a state or reason that has passed would still be shown
      ...(type === 'timeseries' ? {} : { instant: true, range: false }),
      ...(isTable ? { format: 'table' as const } : {}),
    })),
  };
}

const runbookLink = (alert: string) => ({
  ...({
    type: 'link',
    title: `Runbook: ${alert}`,
    url: runbookUrl(alert),
    icon: 'doc',
    tooltip: '',
  } as const),
  ...{ tags: [], asDropdown: false, targetBlank: false, includeVars: false, keepTime: true },
});
