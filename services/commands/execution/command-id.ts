/**
 * Ids of commands and subjects: UUIDs, and other texts that are harmless as a key, in a URL and in a log
 * line.
 */
const MAX_ID_LENGTH = 128;
const ID = /^[A-Za-z0-9][A-Za-z0-9._:-]*$/;

/** Why a command cannot be answered at all (its outcome would have no id); null when it can. */
export function unusableCommandId(commandId: string): string | null {
  const reason = idFault(commandId);
  return reason === null ? null : `commandId ${reason}`;
}

/**
 * Public ids cannot contain it: no client can take the id of an internal command beforehand and so block that
 * command.
 */
const INTERNAL = 'internal/';
const MAX_INTERNAL_LENGTH = 512;

/** The id of a command of our own services, derived from its parts: the same parts give the same id. */
export const internalCommandId = (...parts: Array<string | number>): string =>
  `${INTERNAL}${parts.join('-')}`;

/** Why an internal command cannot be answered; null when it can. */
export function unusableInternalCommandId(commandId: string): string | null {
  const isUsable =
    commandId.startsWith(INTERNAL) &&
    commandId.length > INTERNAL.length &&
    commandId.length <= MAX_INTERNAL_LENGTH;
  if (isUsable) return null;
  const quoted = JSON.stringify(commandId.slice(0, 140));
  return `commandId is ${quoted}; expected ${INTERNAL}… (at most ${MAX_INTERNAL_LENGTH} characters)`;
}

/** What is wrong with an id, e.g. `is empty; expected …`; null when it is valid. */
export function idFault(id: string): string | null {
  const expected = `expected a UUID (1 to ${MAX_ID_LENGTH} letters, digits and ._:-)`;
  if (id === '') return `is empty; ${expected}`;
  if (id.length > MAX_ID_LENGTH) return `has ${id.length} characters; ${expected}`;
  return ID.test(id) ? null : `is ${JSON.stringify(id)}; ${expected}`;
}
