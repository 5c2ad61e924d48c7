/** Where the part of the runbook about an alert is: a panel of the board Runbook, one for each alert. */
import { readFileSync } from 'node:fs';

export const RUNBOOK_UID = 'wac-runbook';

export type RunbookPart = { readonly alert: string; readonly markdown: string };

let parts: readonly RunbookPart[] | undefined;

/** The parts of docs/operations.md about alerts, in their order. */
export function runbookParts(): readonly RunbookPart[] {
  if (parts) return parts;
  const operations = readFileSync('docs/operations.md', 'utf8');
  const from = operations.indexOf('\n## Alerts\n');
  const alerts = operations.slice(from, operations.indexOf('\n## ', from + 1));
  return (parts = alerts
    .split(/^### /m)
    .slice(1)
    .map((part) => {
      const end = part.indexOf('\n');
      return { alert: part.slice(0, end).trim(), markdown: part.slice(end).trim() };
    }));
}

/** @throws when the runbook has no such part */
export function runbookUrl(alert: string): string {
  const place = runbookParts().findIndex((part) => part.alert === alert);
  if (place < 0) throw new Error(`docs/operations.md has no part about the alert ${alert}`);
  return `/d/${RUNBOOK_UID}?viewPanel=${place + 1}`;
}
