/**
 * An operator has repaired the cause of a hold: a lift is published to the throttle, and the hold ends at
 * once.
 */
import type { IntegrationDocument } from '../../../schemas/collections.ts';
import type { ProviderSignal } from '../../../schemas/types.ts';
import { fault, type Fault } from '../../domain/fault.ts';
import { accountScope, APP_SCOPE } from '../../domain/provider/provider-scope.ts';
import { refuse, unchanged, type BodyOf, type Decision, type OwnCommand, type State } from './decision.ts';

const MAX_CODES = 100;
/** A template's name has at most 512 characters, its language a few. */
const MAX_KEY = 600;

type Body = BodyOf<'LiftHold'>;

export function liftHold(id: string, body: Body, { integration }: Pick<State, 'integration'>): Decision {
  if (!integration)
    return refuse(
      fault('resource.not.found', 'subjectId', `There is no WhatsApp integration with the id ${id}.`),
    );
  const faults = faultsOf(body);
  return faults.length > 0 ? refuse(...faults) : unchanged();
}

function faultsOf({ scope, scopeKey, codes }: Body): Fault[] {
  const faults: Fault[] = [];
  const invalid = (field: string, message: string): void =>
    void faults.push(fault('invalid.property', field, message));
  const needsKey = scope === 'TEMPLATE' || scope === 'CAMPAIGN';
  if (needsKey && scopeKey === '')
    invalid('scopeKey', `scopeKey is empty; expected which ${scope.toLowerCase()} is held.`);
  if (scopeKey.length > MAX_KEY)
    invalid('scopeKey', `scopeKey has ${scopeKey.length} characters; expected at most ${MAX_KEY}.`);
  if (codes.length > MAX_CODES)
    invalid('codes', `codes has ${codes.length} error codes; expected at most ${MAX_CODES}.`);
  return faults;
}

/**
 * The lifts for the throttle: one for the number, one for all numbers of its account or app. A repeat gives
 * the same lifts.
 * @param nowMs ms since the epoch: a command cannot lift later holds
 */
export function liftSignals(
  { issuedAt }: Pick<OwnCommand, 'issuedAt'>,
  { scope, scopeKey, codes }: Body,
  integration: Pick<IntegrationDocument, '_id' | 'businessAccountId'>,
  nowMs: number,
): ProviderSignal[] {
  const reason = 'lifted by an operator';
  const body: ProviderSignal['body'] = { type: 'Lift', scope, scopeKey, reason, codes: [...codes] };
  const names = new Set([integration._id]);
  if (scope === 'APP') names.add(APP_SCOPE);
  if ((scope === 'ACCOUNT' || scope === 'TEMPLATE') && integration.businessAccountId !== '')
    names.add(accountScope(integration.businessAccountId));
  return [...names].map((integrationId) => ({ integrationId, at: Math.min(issuedAt, nowMs), body }));
}
