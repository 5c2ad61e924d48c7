/**
 * The API's own description, with the ids of things that exist among those that are tried: else almost every call would be about nothing.
 */

type Schema = Record<string, unknown>;
type Parameter = { name: string; in: string; schema?: Schema };
type Operation = { parameters?: Parameter[] };
export type OpenApiDocument = { paths: Record<string, Record<string, Operation>> };

/** @param ids name of a path parameter → ids that exist */
export function withIds(
  document: OpenApiDocument,
  ids: Readonly<Record<string, readonly string[]>>,
): OpenApiDocument {
  const fuzzed = structuredClone(document);
  for (const path of Object.values(fuzzed.paths))
    for (const { parameters = [] } of Object.values(path))
      for (const parameter of parameters) {
        const known = ids[parameter.name];
        if (parameter.in !== 'path' || !known) continue;
        parameter.schema = {
          anyOf: [{ type: 'string', enum: [...known] }, parameter.schema ?? { type: 'string' }],
        };
      }
  return fuzzed;
}
