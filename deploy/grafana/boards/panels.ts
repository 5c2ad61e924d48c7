/** Panels of Grafana boards as data: what they ask, and how the answer is shown. */

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
  /** From this value on it is red. */
  readonly redFrom?: number;
  readonly decimals?: number;
};

type Kind = 'stat' | 'timeseries' | 'bargauge' | 'table';
export type Panel = Readonly<Record<string, unknown>> & { readonly width: number };

export type Board = {
  readonly uid: string;
  readonly title: string;
  readonly description: string;
  readonly variables: readonly object[];
  /** Each row of panels has one height; widths add up to 24 at most. */
  readonly rows: ReadonlyArray<{ readonly height: number; readonly panels: readonly Panel[] }>;
};

const DATASOURCE = { type: 'prometheus', uid: 'prometheus' } as const;
const TAG = 'whatsapp-campaigns';

/** Links to all boards of ours, with the time that is looked at. */
export const LINKS = [
  {
    ...{ type: 'dashboards', title: 'Boards', tags: [TAG], asDropdown: false, icon: 'external link' },
    ...{ includeVars: true, keepTime: true, targetBlank: false, tooltip: '', url: '' },
  },
];

/** A figure, large. */
export const stat = (width: number, shown: Shown): Panel =>
  panel('stat', width, shown, { ...lastValue, textMode: 'auto', graphMode: 'none', colorMode: 'value' });

/** The label of the series in words: a state, a reason. */
export const word = (width: number, shown: Shown): Panel =>
  panel('stat', width, shown, { ...lastValue, textMode: 'name', graphMode: 'none', colorMode: 'value' });

export const bars = (width: number, shown: Shown): Panel =>
  panel('bargauge', width, shown, { ...lastValue, orientation: 'horizontal', displayMode: 'basic' });

export const lines = (width: number, shown: Shown): Panel =>
  panel('timeseries', width, shown, {
    legend: { showLegend: true, displayMode: 'list', placement: 'bottom' },
    tooltip: { mode: 'multi', sort: 'desc' },
  });

/**
 * One row for each set of labels; the answers of the targets stand beside each other.
 * @param columns what the columns are called: labels by their name, values as `Value #A`, `Value #B` …; an empty name hides one
 */
export function table(
  width: number,
  shown: Shown,
  columns: Readonly<Record<string, string>>,
  overrides: readonly object[] = [],
): Panel {
  const hidden = Object.keys(columns).filter((column) => columns[column] === '');
  const renamed = Object.entries(columns).filter(([, name]) => name !== '');
  return {
    ...panel('table', width, shown, { showHeader: true, cellHeight: 'sm' }, overrides),
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

/** Unit of a column. */
export const unitOf = (column: string, unit: string, more: readonly object[] = []): object => ({
  matcher: { id: 'byName', options: column },
  properties: [{ id: 'unit', value: unit }, ...more],
});

const lastValue = { reduceOptions: { calcs: ['lastNotNull'], fields: '', values: false } };

function panel(
  type: Kind,
  width: number,
  { title, description, unit, targets, redFrom, decimals }: Shown,
  options: object,
  overrides: readonly object[] = [],
): Panel {
  const steps = [
    { color: redFrom === undefined ? 'blue' : 'green', value: null },
    ...(redFrom === undefined ? [] : [{ color: 'red', value: redFrom }]),
  ];
  const coloured = type === 'timeseries' ? { mode: 'palette-classic' } : { mode: 'thresholds' };
  return {
    ...{ width, type, title, description, datasource: DATASOURCE, options },
    fieldConfig: {
      defaults: {
        ...{ unit, min: 0, color: coloured, thresholds: { mode: 'absolute', steps } },
        ...(decimals === undefined ? {} : { decimals }),
      },
      overrides,
    },
    targets: targets.map(({ expr, legend = '', isTable }, index) => ({
      refId: String.fromCharCode('A'.charCodeAt(0) + index),
      ...{ datasource: DATASOURCE, expr, legendFormat: legend },
      // over a range, a state or reason that has passed would still be shown
      ...(type === 'timeseries' ? {} : { instant: true, range: false }),
      ...(isTable ? { format: 'table' } : {}),
    })),
  };
}

/** The board as Grafana reads it: panels get ids and places. */
export function boardJson({ uid, title, description, variables, rows }: Board): object {
  let id = 0;
  let y = 0;
  const panels = rows.flatMap(({ height, panels: inRow }) => {
    let x = 0;
    const placed = inRow.map(({ width, ...rest }) => {
      const gridPos = { x, y, w: width, h: height };
      x += width;
      id += 1;
      return { id, ...rest, gridPos };
    });
    y += height;
    return placed;
  });
  return {
    ...{ uid, title, description, tags: [TAG], editable: true, graphTooltip: 1, refresh: '5s' },
    ...{ schemaVersion: 39, time: { from: 'now-30m', to: 'now' }, timezone: 'browser' },
    ...{ annotations: { list: [] }, links: LINKS, templating: { list: variables }, panels },
  };
}
