/** A board as one page, marked as drawn without Grafana; and a picture of it by a headless Chromium. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DashboardJson, PanelJson } from '../../../deploy/grafana/boards/sdk-json.ts';
import type { AskedPrometheus } from './ask-prometheus.ts';
import { drawPanel, escaped, type Answers } from './draw-panel.ts';

const WIDTH = 1_280;
const ROW = 38;
const HEAD = 46;
const SHOWN_SECONDS = 90;

const STYLE = `
*{box-sizing:border-box;margin:0} body{background:#111217;color:#ccccdc;font:12px "DejaVu Sans",sans-serif;width:${WIDTH}px;position:relative}
h1{font-size:16px;font-weight:500;padding:13px} h1 small{color:#8e8e99;font-size:11px;float:right;padding-top:4px}
section{position:absolute;background:#181b1f;border:1px solid #25272c;border-radius:3px;overflow:hidden;padding:4px 8px}
h2{font-size:12px;font-weight:500;height:18px;white-space:nowrap;overflow:hidden;text-overflow:ellipsis}
.stats{display:flex;height:calc(100% - 20px);align-items:center;justify-content:space-around}
.stat{font-size:24px;text-align:center;overflow:hidden} .stat span{display:block;font-size:11px;color:#8e8e99}
.none{color:#8e8e99;text-align:center;padding-top:18px}
.bar{display:flex;align-items:center;height:22px} .bar span{width:225px;white-space:nowrap;overflow:hidden;text-overflow:ellipsis;padding-right:6px}
.bar i{height:14px;display:block} .bar b{padding-left:6px;font-weight:400}
table{border-collapse:collapse;width:100%} th{text-align:left;color:#6e9fff;font-weight:400} td,th{padding:3px 6px;border-bottom:1px solid #25272c}
svg text{fill:#8e8e99;font-size:10px} .legend{line-height:14px;font-size:10px;color:#9fa7b3} .legend span{margin-right:10px;white-space:nowrap}
.legend i{display:inline-block;width:10px;height:3px;margin-right:4px;vertical-align:middle}`;

/** @param filled an expression with the board's variables put in */
export async function drawBoard(
  board: DashboardJson,
  prometheus: AskedPrometheus,
  filled: (expression: string) => string,
): Promise<string> {
  const bottom = Math.max(...board.panels.map(({ gridPos }) => (gridPos?.y ?? 0) + (gridPos?.h ?? 0)));
  const sections: string[] = [];
  for (const panel of board.panels) {
    const { x = 0, y = 0, w = 0, h = 0 } = panel.gridPos ?? {};
    const [width, height] = [(w * WIDTH) / 24 - 6, h * ROW - 6];
    const place = `left:${(x * WIDTH) / 24 + 3}px;top:${HEAD + y * ROW}px;width:${width}px;height:${height}px`;
    const drawn = drawPanel(panel, await answersOf(panel, prometheus, filled), width - 18, height);
    sections.push(`<section style="${place}"><h2>${escaped(panel.title ?? '')}</h2>${drawn}</section>`);
  }
  return `<!doctype html><meta charset="utf-8"><style>${STYLE}</style><body style="height:${HEAD + bottom * ROW}px">
<h1>${escaped(board.title ?? '')}<small>drawn without Grafana, from the data of a test</small></h1>${sections.join('\n')}`;
}

async function answersOf(
  panel: PanelJson,
  prometheus: AskedPrometheus,
  filled: (expression: string) => string,
): Promise<Answers> {
  return Promise.all(
    (panel.targets ?? []).map(async ({ expr, legendFormat = '' }) => ({
      legend: legendFormat,
      samples: panel.type === 'timeseries' ? [] : await prometheus.ask(filled(expr)),
      lines: panel.type === 'timeseries' ? await prometheus.askRange(filled(expr), SHOWN_SECONDS) : [],
    })),
  );
}

/** @throws with Chromium's words when there is no picture */
export function takePicture(chromium: string, html: string, png: string): void {
  const folder = mkdtempSync(join(tmpdir(), 'picture-'));
  try {
    const page = join(folder, 'page.html');
    writeFileSync(page, html);
    const height = /body style="height:(\d+)px/.exec(html)?.[1] ?? '900';
    const { status, stderr } = spawnSync(
      chromium,
      [
        ...['--headless', '--no-sandbox', '--disable-gpu', '--hide-scrollbars', '--disable-dev-shm-usage'],
        ...[`--user-data-dir=${join(folder, 'profile')}`, `--window-size=${WIDTH},${height}`],
        ...[`--screenshot=${png}`, `file://${page}`],
      ],
      { encoding: 'utf8', timeout: 60_000 },
    );
    if (status !== 0) throw new Error(`no picture of ${png}: ${stderr}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
