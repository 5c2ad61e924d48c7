/** Calls in services/ that move a metric, read from the source: which metric, how, with which labels. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

export type MetricCall = {
  readonly where: string;
  readonly service: string;
  readonly name: string;
  readonly method: string;
  /** Names of the labels; null when they are not written in the call itself. */
  readonly labels: readonly string[] | null;
};

const LABELS_AT: Readonly<Record<string, number>> = { count: 1, set: 2, observe: 2, replace: 2 };

export function metricCalls(): MetricCall[] {
  return readdirSync('services', { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && !path.startsWith('console'))
    .flatMap((path) => callsIn(join('services', path), path.split('/')[0] ?? ''));
}

function callsIn(path: string, service: string): MetricCall[] {
  const source = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.ES2023, true);
  const calls: MetricCall[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)) {
      const method = node.expression.name.text;
      const [name] = node.arguments;
      const labelsAt = LABELS_AT[method];
      if (labelsAt !== undefined && name && ts.isStringLiteral(name) && name.text.startsWith('wac_')) {
        const { line } = source.getLineAndCharacterOfPosition(node.getStart());
        const where = `${path}:${line + 1}`;
        calls.push({
          where,
          service,
          name: name.text,
          method,
          labels: method === 'replace' ? null : labelsOf(node.arguments[labelsAt]),
        });
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return calls;
}

function labelsOf(argument: ts.Expression | undefined): string[] | null {
  if (!argument) return [];
  if (!ts.isObjectLiteralExpression(argument)) return null;
  return argument.properties.map((property) => property.name?.getText() ?? '…');
}
