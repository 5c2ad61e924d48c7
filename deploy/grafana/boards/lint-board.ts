/**
 * What is wrong with a board, in words: checked beside the SDK's types, which cannot know what a reader
 * needs.
 */
import type { DashboardJson, PanelJson } from './sdk-json.ts';

/** Rows of the grid that a laptop shows without scrolling, and panels that a reader takes in there. */
const FOLD = 21;
const MOST_BEFORE_FOLD = 12;
const GRID = 24;
const DATASOURCE = '${datasource}';
/** Units of Grafana that we use. */
const UNITS = ['short', 's', 'cps', 'bytes', 'percentunit', 'dateTimeFromNow'];

/** @returns one sentence for each fault */
export function lintBoard(board: DashboardJson): string[] {
  const { panels, title } = board;
  const faults: string[] = [];
  if (!title) faults.push('the board has no title');
  if (!board.description) faults.push('the board has no description');
  for (const uid of board.annotations.list.map(({ datasource }) => datasource?.uid))
    if (uid !== DATASOURCE)
      faults.push(`an annotation asks the data source "${uid}" instead of the variable`);
  faults.push(
    ...twice(
      panels.map(({ id }) => String(id)),
      'id',
    ),
  );
  faults.push(
    ...twice(
      panels.map((panel) => panel.title ?? ''),
      'title',
    ),
  );
  faults.push(...panels.flatMap(lintPanel), ...overlaps(panels));
  const before = panels.filter(({ gridPos, type }) => type !== 'row' && (gridPos?.y ?? 0) < FOLD);
  if (before.length > MOST_BEFORE_FOLD)
    faults.push(
      `${before.length} panels are shown before one scrolls; at most ${MOST_BEFORE_FOLD} are wanted`,
    );
  return faults;
}

function lintPanel(panel: PanelJson): string[] {
  const name = panel.title ? `"${panel.title}"` : `panel ${panel.id}`;
  const faults: string[] = [];
  const say = (fault: string): void => void faults.push(`${name} ${fault}`);
  if (!panel.title) say('has no title');
  if (panel.type === 'row' || panel.type === 'text') return faults;
  if (!panel.description) say('has no description');
  const unit = panel.fieldConfig?.defaults.unit;
  if (!unit || !UNITS.includes(unit)) say(`has the unit "${unit}"; one of ${UNITS.join(', ')} is expected`);
  const targets = panel.targets ?? [];
  if (targets.length === 0) say('asks nothing');
  for (const { uid } of [panel, ...targets].map(({ datasource }) => datasource ?? { uid: undefined }))
    if (uid !== DATASOURCE) say(`asks the data source "${uid}" instead of the variable`);
  for (const fault of twice(
    targets.map(({ refId = '' }) => refId),
    'refId',
  ))
    say(`has ${fault}`);
  if (panel.type === 'timeseries' && targets.length > 1 && targets.some(({ legendFormat }) => !legendFormat))
    say('has several lines, and one without a legend');
  return faults;
}

function twice(values: readonly string[], what: string): string[] {
  const seen = new Set<string>();
  return values.flatMap((value) => {
    if (seen.has(value)) return [`the ${what} "${value}" twice`];
    seen.add(value);
    return [];
  });
}

function overlaps(panels: readonly PanelJson[]): string[] {
  const taken = new Map<string, string>();
  const faults = new Set<string>();
  for (const { title = '', gridPos } of panels) {
    if (!gridPos) continue;
    if (gridPos.x + gridPos.w > GRID) faults.add(`"${title}" is wider than the board`);
    for (let x = gridPos.x; x < gridPos.x + gridPos.w; x += 1)
      for (let y = gridPos.y; y < gridPos.y + gridPos.h; y += 1) {
        const other = taken.get(`${x},${y}`);
        if (other !== undefined) faults.add(`"${title}" lies on "${other}"`);
        taken.set(`${x},${y}`, title);
      }
  }
  return [...faults];
}
