/** The boards that are made from code: file name → board. A test compares the files with it. */
import { campaignBoard } from './campaign.ts';
import { overviewBoard } from './overview.ts';
import { boardJson } from './panels.ts';

export const FOLDER = 'deploy/grafana/dashboards';

export const boards: ReadonlyMap<string, object> = new Map([
  ['overview.json', boardJson(overviewBoard)],
  ['campaign.json', boardJson(campaignBoard)],
]);
