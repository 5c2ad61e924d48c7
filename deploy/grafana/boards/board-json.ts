/**
 * A board as Grafana reads it: panels get ids and places, and every board has the same links, time and data
 * source.
 */
import type { Panel } from './panels.ts';
import type { AnnotationJson, DashboardJson, PanelJson, VariableJson } from './sdk-json.ts';

export type Board = {
  readonly uid: string;
  readonly title: string;
  readonly description: string;
  readonly variables?: readonly VariableJson[];
  readonly annotations?: readonly AnnotationJson[];
  /** Each row of panels has one height; widths add up to 24 at most. */
  readonly rows: ReadonlyArray<{ readonly height: number; readonly panels: readonly Panel[] }>;
};

const TAG = 'whatsapp-campaigns';

/** Which Prometheus is asked. */
const DATASOURCE: VariableJson = {
  ...{ name: 'datasource', label: 'Data source', type: 'datasource', query: 'prometheus', refresh: 1 },
  ...{ hide: 2, current: { text: 'Prometheus', value: 'prometheus' } },
};

/** Links to all boards of ours, with the time that is looked at. */
const LINKS: NonNullable<DashboardJson['links']> = [
  {
    ...{ type: 'dashboards', title: 'Boards', tags: [TAG], asDropdown: false, icon: 'external link' },
    ...{ includeVars: true, keepTime: true, targetBlank: false, tooltip: '', url: '' },
  },
];

/** A variable whose values are those of a label. */
export const labelVariable = (
  name: string,
  label: string,
  metric: string,
  hide: 0 | 2 = 0,
): VariableJson => ({
  ...{ name, label, type: 'query', refresh: 2, sort: 1, multi: false, includeAll: false, hide },
  datasource: { type: 'prometheus', uid: '${datasource}' },
  query: { query: `label_values(${metric}, ${name})`, refId: name },
  definition: `label_values(${metric}, ${name})`,
});

export function boardJson(board: Board): DashboardJson {
  const { uid, title, description, variables = [], annotations = [], rows } = board;
  let id = 0;
  let y = 0;
  const panels = rows.flatMap(({ height, panels: inRow }) => {
    let x = 0;
    const placed = inRow.map(({ width, ...rest }): PanelJson => {
      const gridPos = { x, y, w: width, h: height };
      x += width;
      id += 1;
      const collapsed = rest.type === 'row' ? { collapsed: false, panels: [] } : {};
      return { id, ...rest, ...collapsed, gridPos };
    });
    y += height;
    return placed;
  });
  return {
    ...{ uid, title, description, tags: [TAG], editable: true, graphTooltip: 1, refresh: '5s' },
    ...{ schemaVersion: 39, time: { from: 'now-30m', to: 'now' }, timezone: 'browser' },
    ...{ annotations: { list: annotations }, links: LINKS },
    ...{ templating: { list: [DATASOURCE, ...variables] }, panels },
  };
}
