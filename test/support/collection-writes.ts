/** Who writes which collection, by the source alone: calls of MongoDB's write verbs, and the collection that each of them is made on. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

/** `collection`: its key in `collections`, or the name of a package's; null: the source does not tell. */
export type Write = { file: string; line: number; verb: string; collection: string | null };

const VERBS = new Set([
  ...[
    'insertOne',
    'insertMany',
    'updateOne',
    'updateMany',
    'replaceOne',
    'deleteOne',
    'deleteMany',
    'bulkWrite',
  ],
  ...['findOneAndUpdate', 'findOneAndReplace', 'findOneAndDelete', 'drop', 'rename', 'dropDatabase'],
]);
/** Our own functions that write: to the collection, or the bucket, that the argument of this place names. */
const FUNCTIONS = new Map([
  ['insertAbsent', 0],
  ['updateEach', 0],
  ['storeUpload', 1],
  ['discardUploads', 1],
]);
const COMMANDS = new Set(['insert', 'update', 'delete', 'findAndModify', 'drop']);

export function writesBelow(folder: string): Write[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .flatMap((name) => writesIn(join(folder, name), readFileSync(join(folder, name), 'utf8')));
}

export function writesIn(file: string, text: string): Write[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const writes: Write[] = [];
  const note = (node: ts.Node, verb: string, collection: string | null): void => {
    const { line } = source.getLineAndCharacterOfPosition(node.getStart());
    writes.push({ file, line: line + 1, verb, collection });
  };
  const visit = (node: ts.Node): void => {
    ts.forEachChild(node, visit);
    if (ts.isNewExpression(node) && node.expression.getText() === 'RateLimiterMongo')
      return note(node, 'RateLimiterMongo', tableOf(node));
    if (!ts.isCallExpression(node)) return;
    const callee = node.expression;
    if (ts.isIdentifier(callee)) {
      const place = FUNCTIONS.get(callee.text);
      const argument = place === undefined ? undefined : node.arguments[place];
      if (argument) note(node, callee.text, collectionOf(argument, source));
    } else if (ts.isPropertyAccessExpression(callee)) {
      const verb = callee.name.text;
      if (VERBS.has(verb)) note(node, verb, collectionOf(callee.expression, source));
      if (verb === 'command' && node.arguments.some((argument) => isWriteCommand(argument)))
        note(node, verb, null);
      if (verb === 'aggregate' && /\$(out|merge)\b/.test(node.getText())) note(node, verb, null);
    }
  };
  visit(source);
  return writes;
}

/** `database.of(collections.X)`, a constant of the file that is one, or a bucket by its constant. */
function collectionOf(expression: ts.Expression, source: ts.SourceFile): string | null {
  if (
    ts.isParenthesizedExpression(expression) ||
    ts.isAwaitExpression(expression) ||
    ts.isAsExpression(expression)
  )
    return collectionOf(expression.expression, source);
  if (ts.isCallExpression(expression) && ts.isPropertyAccessExpression(expression.expression)) {
    const [definition] = expression.arguments;
    if (expression.expression.name.text !== 'of' || !definition) return null;
    if (ts.isPropertyAccessExpression(definition)) return definition.name.text;
    return ts.isIdentifier(definition) && isTakenFromCollections(definition.text, source)
      ? definition.text
      : null;
  }
  if (!ts.isIdentifier(expression)) return null;
  if (/^[A-Z_]+$/.test(expression.text)) return expression.text;
  const named = new Set<string | null>();
  const visit = (node: ts.Node): void => {
    ts.forEachChild(node, visit);
    const isIt = (name: ts.Node): boolean => name.getText() === expression.text;
    if (ts.isVariableDeclaration(node) && isIt(node.name))
      named.add(node.initializer ? collectionOf(node.initializer, source) : null);
    if (ts.isParameter(node) && isIt(node.name)) named.add(null);
  };
  visit(source);
  const [only] = named;
  return named.size === 1 ? (only ?? null) : null;
}

/** `const { users } = accessCollections` */
function isTakenFromCollections(name: string, source: ts.SourceFile): boolean {
  return source.statements.some(
    (statement) =>
      ts.isVariableStatement(statement) &&
      statement.declarationList.declarations.some(
        ({ name: pattern, initializer }) =>
          ts.isObjectBindingPattern(pattern) &&
          /ollections$/.test(initializer?.getText() ?? '') &&
          pattern.elements.some((element) => element.name.getText() === name),
      ),
  );
}

function isWriteCommand(argument: ts.Expression): boolean {
  return (
    ts.isObjectLiteralExpression(argument) &&
    argument.properties.some((property) => COMMANDS.has(property.name?.getText() ?? ''))
  );
}

function tableOf(limiter: ts.NewExpression): string | null {
  const [options] = limiter.arguments ?? [];
  if (!options || !ts.isObjectLiteralExpression(options)) return null;
  for (const property of options.properties)
    if (ts.isPropertyAssignment(property) && property.name.getText() === 'tableName')
      return ts.isIdentifier(property.initializer) ? property.initializer.text : null;
  return null;
}
