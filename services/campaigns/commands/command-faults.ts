/** What is wrong with a command before its body is looked at: its ids. */
import { fault, type Fault } from '../../domain/fault.ts';
import type { OwnCommand } from './decision.ts';

const MAX_ID_LENGTH = 128;
/** UUIDs, and whatever else is harmless as a key, in a URL and in a log line. */
const ID = /^[A-Za-z0-9][A-Za-z0-9._:-]*$/;

/** Why a command cannot even be answered, since its outcome would have no id; null when it can. */
export function unusableCommandId(commandId: string): string | null {
  const found = idFault(commandId);
  return found === null ? null : `commandId ${found}`;
}

export function commandFaults(command: OwnCommand): Fault[] {
  const found = idFault(command.subjectId);
  return found === null ? [] : [fault('invalid.property', 'subjectId', `subjectId ${found}`)];
}

function idFault(id: string): string | null {
  const expected = `expected a UUID (1 to ${MAX_ID_LENGTH} letters, digits and ._:-)`;
  if (id === '') return `is empty; ${expected}`;
  if (id.length > MAX_ID_LENGTH) return `has ${id.length} characters; ${expected}`;
  return ID.test(id) ? null : `is ${JSON.stringify(id)}; ${expected}`;
}
