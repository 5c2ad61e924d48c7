/** Faults of a command that do not depend on its body: the id of its subject. */
import { idFault } from '../../commands/execution/command-id.ts';
import { fault, type Fault } from '../../domain/fault.ts';
import type { OwnCommand } from './decision.ts';

export function commandFaults({ subjectId }: OwnCommand): Fault[] {
  const reason = idFault(subjectId);
  return reason === null ? [] : [fault('invalid.property', 'subjectId', `subjectId ${reason}`)];
}
