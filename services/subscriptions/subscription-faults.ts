/** What a subscription must be like. Pure. */
import { nameFaults } from '../domain/campaign/campaign.ts';
import { fault, type Fault } from '../domain/fault.ts';
import { eventTypes, isEventType } from './event-types.ts';
import { urlFault } from './subscription-url.ts';

/** All of an installation: each event is compared with every one. */
export const MAX_SUBSCRIPTIONS = 100;

export type Definition = {
  readonly name: string;
  readonly url: string;
  readonly eventTypes: readonly string[];
  readonly divisionId: string;
  readonly enabled: boolean;
};

export function definitionFaults(definition: Definition, internalOrigins: readonly string[]): Fault[] {
  const faults = nameFaults(definition.name);
  const wrongUrl = urlFault(definition.url, internalOrigins);
  if (wrongUrl !== null) faults.push(fault('invalid.value', 'url', wrongUrl));
  if (definition.eventTypes.length === 0)
    faults.push(fault('invalid.value', 'eventTypes', 'At least one event type is expected, or "*" for all.'));
  for (const name of new Set(definition.eventTypes))
    if (!isEventType(name))
      faults.push(
        fault(
          'invalid.value',
          'eventTypes',
          `${JSON.stringify(name.slice(0, 100))} is not an event type; expected "*" or some of ${eventTypes.join(', ')}.`,
        ),
      );
  return faults;
}

export const versionFault = (given: number, present: number): Fault =>
  fault(
    'invalid.update.wrong.version',
    'version',
    `The change is based on version ${given}, but the subscription has version ${present}: read it again.`,
  );
