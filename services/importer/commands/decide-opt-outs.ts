/**
 * Opt-outs by command: requests of recipients that did not come through WhatsApp. They are entries of the
 * integration's opt-out list.
 */
import type { DncNumberDocument } from '../../../schemas/collections.ts';
import { optOutListIdOf } from '../../domain/contact/contact.ts';
import { fault, type Fault } from '../../domain/fault.ts';
import { countFaults, readNumbers } from './decide-dnc-list.ts';
import { accept, refuse, type CommandOf, type Decision, type State } from './decision.ts';

export function addOptOuts(
  { subjectId, body, issuedAt }: CommandOf<'AddOptOuts'>,
  state: State,
  now: Date,
): Decision {
  const read = readOptOuts(subjectId, body.numbers, state);
  if (read.faults.length > 0) return refuse(...read.faults);
  const listId = optOutListIdOf(subjectId);
  const numbers = read.keys.map((_id): DncNumberDocument => ({ _id, listId, at: saidAt(issuedAt, now) }));
  return accept({ kind: 'put-opt-outs', numbers });
}

/** A clock that is ahead does not outlive later requests. */
const saidAt = (issuedAt: number, now: Date): Date => new Date(Math.min(issuedAt, now.getTime()));

/**
 * Numbers that are not on the list are ignored; a recipient who opted out after the command was issued stays
 * on it.
 */
export function removeOptOuts(
  { subjectId, body, issuedAt }: CommandOf<'RemoveOptOuts'>,
  state: State,
  now: Date,
): Decision {
  const read = readOptOuts(subjectId, body.numbers, state);
  if (read.faults.length > 0) return refuse(...read.faults);
  return accept({ kind: 'remove-opt-outs', keys: read.keys, at: saidAt(issuedAt, now) });
}

function readOptOuts(
  integrationId: string,
  numbers: readonly string[],
  { integration }: Pick<State, 'integration'>,
): { keys: string[]; faults: Fault[] } {
  const faults = countFaults(numbers);
  if (!integration)
    faults.push(
      fault(
        'whatsapp.integration.not.found',
        'subjectId',
        `There is no integration with the id ${integrationId}.`,
      ),
    );
  if (faults.length > 0) return { keys: [], faults };
  return readNumbers({ _id: optOutListIdOf(integrationId), defaultCountry: null }, numbers);
}
