/** The boards that are made from code: file name → board. A test compares the files with it. */
import { boardJson } from './board-json.ts';
import { campaignBoard } from './campaign.ts';
import { importsBoard } from './imports.ts';
import { numberBoard } from './number.ts';
import { overviewBoard } from './overview.ts';
import { pipelineBoard } from './pipeline.ts';
import { processesBoard } from './processes.ts';
import { reliabilityBoard } from './reliability.ts';
import { runbookBoard } from './runbook.ts';
import type { DashboardJson } from './sdk-json.ts';

export const FOLDER = 'deploy/grafana/dashboards';

export const boards: ReadonlyMap<string, DashboardJson> = new Map([
  ['overview.json', boardJson(overviewBoard)],
  ['campaign.json', boardJson(campaignBoard)],
  ['number.json', boardJson(numberBoard)],
  ['imports.json', boardJson(importsBoard)],
  ['reliability.json', boardJson(reliabilityBoard)],
  ['processes.json', boardJson(processesBoard)],
  ['pipeline.json', boardJson(pipelineBoard)],
  ['runbook.json', boardJson(runbookBoard())],
]);
