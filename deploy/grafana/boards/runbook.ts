/**
 * The runbook in Grafana: the parts of docs/operations.md about alerts, one panel each, for the links of the
 * other boards.
 */
import { text } from './panels.ts';
import type { Board } from './board-json.ts';
import { runbookParts, RUNBOOK_UID } from './runbook-links.ts';

export const runbookBoard = (): Board => ({
  uid: RUNBOOK_UID,
  title: 'WhatsApp campaigns: runbook',
  description: 'What each alert means, where to look and what to do: docs/operations.md.',
  rows: runbookParts().map(({ alert, markdown }) => ({
    height: 8,
    panels: [text(24, alert, withoutPlaces(markdown))],
  })),
});

/** Links to other parts of the documents lead nowhere in Grafana: their words stay. */
const withoutPlaces = (markdown: string): string =>
  markdown.replace(/\[([^\]]+)\]\((?!https?:)[^)]*\)/g, '_$1_');
