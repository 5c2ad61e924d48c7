/**
 * A field that may be null: the type stays one, so that a fault names what was expected instead of two
 * alternatives.
 */
import Type, { type Static } from 'typebox';

export function Nullable<S extends Type.TSchema>(schema: S): Type.TUnsafe<Static<S> | null> {
  const { type, enum: values } = schema as { type?: unknown; enum?: readonly unknown[] };
  return Type.Unsafe<Static<S> | null>({
    ...schema,
    ...(type === undefined ? {} : { type: [type, 'null'] }),
    ...(values === undefined ? {} : { enum: [...values, null] }),
  });
}
