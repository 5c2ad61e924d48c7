/**
 * Reads JSON of unknown shape into a typed value and reports every fault with its path, what was expected and
 * what was found.
 */

/** Reads one value; faults go to `faults`, the returned value is then of no use. */
export type Read<T> = (value: unknown, path: string, faults: string[]) => T;

export function number(limits: { min?: number; max?: number; whole?: boolean } = {}): Read<number> {
  const { min = -Infinity, max = Infinity, whole = false } = limits;
  return (value, path, faults) => {
    if (typeof value === 'number' && value >= min && value <= max && (!whole || Number.isInteger(value)))
      return value;
    const range = (min > -Infinity ? ` ≥ ${min}` : '') + (max < Infinity ? ` ≤ ${max}` : '');
    return fault(faults, path, `${whole ? 'a whole number' : 'a number'}${range}`, value) ?? 0;
  };
}

export const text: Read<string> = (value, path, faults) =>
  typeof value === 'string' ? value : (fault(faults, path, 'a text', value) ?? '');

export const flag: Read<boolean> = (value, path, faults) =>
  typeof value === 'boolean' ? value : (fault(faults, path, 'true or false', value) ?? false);

export const pattern: Read<RegExp> = (value, path, faults) => {
  if (typeof value === 'string') {
    try {
      return new RegExp(value);
    } catch {
      // reported below
    }
  }
  fault(faults, path, 'a regular expression', value);
  return /(?:)/;
};

export const anything: Read<unknown> = (value) => value;

export function oneOf<T extends string>(allowed: readonly T[]): Read<T> {
  return (value, path, faults) => {
    const match = allowed.find((each) => each === value);
    if (match === undefined) fault(faults, path, `one of ${allowed.join(', ')}`, value);
    return match ?? (allowed[0] as T);
  };
}

export function list<T>(read: Read<T>): Read<T[]> {
  return (value, path, faults) => {
    if (Array.isArray(value)) return value.map((item, index) => read(item, `${path}[${index}]`, faults));
    return fault(faults, path, 'a list', value) ?? [];
  };
}

/** `null` and absence give `fallback`. */
export function withDefault<T, D = T>(read: Read<T>, fallback: D): Read<T | D> {
  return (value, path, faults) =>
    value === undefined || value === null ? fallback : read(value, path, faults);
}

export function optional<T>(read: Read<T>): Read<T | undefined> {
  return withDefault<T, undefined>(read, undefined);
}

/** An object with exactly these fields; an absent object counts as an empty one. */
export function object<T extends object>(fields: { [K in keyof T]-?: Read<T[K]> }): Read<T> {
  const known = Object.keys(fields);
  return (value, path, faults) => {
    const source = value === undefined ? {} : value;
    if (typeof source !== 'object' || source === null || Array.isArray(source)) {
      fault(faults, path, 'an object', value);
      return {} as T;
    }
    for (const key of Object.keys(source)) {
      if (!known.includes(key)) faults.push(`${join(path, key)}: unknown; known are ${known.join(', ')}`);
    }
    const result: Record<string, unknown> = {};
    for (const key of known) {
      const read = fields[key as keyof T];
      const field = read((source as Record<string, unknown>)[key], join(path, key), faults);
      if (field !== undefined) result[key] = field;
    }
    return result as T;
  };
}

function join(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`;
}

function fault(faults: string[], path: string, expected: string, found: unknown): undefined {
  faults.push(
    `${path || 'the document'}: expected ${expected}, found ${found === undefined ? 'nothing' : JSON.stringify(found)}`,
  );
}
