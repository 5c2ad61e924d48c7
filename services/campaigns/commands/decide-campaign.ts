/**
 * Creates, edits and deletes campaigns: accepted as a whole, or refused with every fault. An active campaign
 * can change only name, rate and always running.
 */
import { isDeepStrictEqual } from 'node:util';
import type { CampaignDocument } from '../../../schemas/collections.ts';
import { ambiguityFaults, defaultAmbiguity } from '../../domain/campaign/ambiguity.ts';
import { divisionFaults } from '../../commands/execution/put-into-division.ts';
import type { CallableTimes } from '../../../schemas/types.ts';
import { HOME_DIVISION, isActive, nameFaults } from '../../domain/campaign/campaign.ts';
import { runGoesOn } from '../../domain/campaign/run-goes-on.ts';
import { fault, type Fault } from '../../domain/fault.ts';
import { campaignFaults, campaignWarnings, paceFaults, type Definition } from './campaign-faults.ts';
import { notFound } from './decide-status.ts';
import { changeCampaign, refuse, unchanged, type BodyOf, type Decision, type State } from './decision.ts';

export function createCampaign(
  id: string,
  body: BodyOf<'CreateCampaign'>,
  state: State,
  now: Date,
): Decision {
  const { divisionId, alwaysRunning } = body;
  const definition: Definition = {
    ...pick(body, definitionFields),
    dncListIds: [...new Set(body.dncListIds)],
    ...(body.ambiguity && { ambiguity: body.ambiguity }),
    callableTimes: restricting(body.callableTimes),
  };
  const faults = [
    ...campaignFaults(definition, state),
    ...divisionFaults(state.isDivisionKnown, divisionId),
    ...takenNameFaults(state),
  ];
  if (state.campaign)
    faults.push(fault('invalid.create', 'subjectId', `A campaign with the id ${id} exists already.`));
  const { campaigns } = state.limits;
  if (state.counts.campaigns >= campaigns)
    faults.push(
      fault(
        'max.entity.count.reached',
        null,
        `The maximum campaign count has been reached: ${campaigns}.`,
        campaigns,
      ),
    );
  if (faults.length > 0) return refuse(...faults);
  const campaign: CampaignDocument = {
    _id: id,
    ...definition,
    divisionId: divisionId ?? HOME_DIVISION,
    alwaysRunning,
    status: 'off',
    errors: [],
    version: 1,
    revision: 1,
    runNumber: 0,
    runId: null,
    startsNewRun: true,
    createdAt: now,
    modifiedAt: now,
    startedAt: null,
    stoppedAt: null,
  };
  return {
    accepted: true,
    effect: { kind: 'insert-campaign', campaign },
    version: 1,
    change: { cause: 'CREATED', campaign },
    warnings: campaignWarnings(definition, state),
  };
}

/** Null leaves a field unchanged. A valid edit repairs an invalid campaign, which is then off. */
export function updateCampaign(
  id: string,
  body: BodyOf<'UpdateCampaign'>,
  state: State,
  now: Date,
): Decision {
  const before = state.campaign;
  if (!before) return notFound(id);
  if (body.version !== before.version)
    return refuse(
      fault(
        'invalid.update.wrong.version',
        'version',
        `The change is based on version ${body.version}, but the campaign has version ${before.version}: read it again.`,
      ),
    );
  const after = edited(before, body);
  const changed = editable.filter((field) => !isDeepStrictEqual(before[field] ?? null, after[field] ?? null));
  const faults = isActive(before.status)
    ? activeEditFaults(before, after, changed, state)
    : [...campaignFaults(after, state), ...pinnedFaults(before, after)];
  faults.push(...endlessResendFaults(before, after));
  if (changed.includes('name')) faults.push(...takenNameFaults(state));
  if (faults.length > 0) return refuse(...faults);
  if (changed.length === 0 && before.status !== 'invalid') return unchanged(before.version);
  const repaired = before.status === 'invalid' ? { status: 'off' as const, errors: [] } : {};
  // another list has other contacts: a run cannot be resumed in it
  const startsNewRun = before.startsNewRun || changed.includes('contactListId');
  const edit = changeCampaign(
    before,
    'EDITED',
    { ...pick(after, changed), ...repaired, startsNewRun, version: before.version + 1 },
    now,
  );
  return isActive(before.status) ? edit : { ...edit, warnings: campaignWarnings(after, state) };
}

export function deleteCampaign(id: string, { campaign }: Pick<State, 'campaign'>, now: Date): Decision {
  if (!campaign) return notFound(id);
  if (isActive(campaign.status))
    return refuse(
      fault(
        'campaign.in.use',
        'campaignStatus',
        `The campaign is in use: it is ${campaign.status}. Stop it first.`,
      ),
    );
  const last = { ...campaign, revision: campaign.revision + 1, modifiedAt: now };
  return {
    accepted: true,
    effect: { kind: 'delete-campaign', campaign },
    version: campaign.version,
    change: { cause: 'DELETED', campaign: last },
  };
}

const definitionFields = [
  'name',
  'contactListId',
  'whatsappColumn',
  'integrationId',
  'messagesPerMinute',
  'template',
  'dncListIds',
  'contactListFilterIds',
  'contactSorts',
  'callableTimes',
] as const satisfies ReadonlyArray<keyof Definition>;

const editable = [...definitionFields, 'alwaysRunning', 'ambiguity'] as const satisfies ReadonlyArray<
  keyof CampaignDocument & keyof BodyOf<'UpdateCampaign'>
>;
type Editable = (typeof editable)[number];

const editableWhileActive: readonly Editable[] = ['name', 'messagesPerMinute', 'alwaysRunning', 'ambiguity'];

function edited(before: CampaignDocument, body: BodyOf<'UpdateCampaign'>): CampaignDocument {
  const given = editable.filter((field) => (body[field] ?? null) !== null);
  const after = { ...before, ...(pick(body, given) as Partial<CampaignDocument>) };
  return {
    ...after,
    dncListIds: [...new Set(after.dncListIds)],
    callableTimes: restricting(after.callableTimes),
  };
}

function activeEditFaults(
  before: CampaignDocument,
  after: CampaignDocument,
  changed: readonly Editable[],
  state: State,
): Fault[] {
  const refused = changed
    .filter((field) => !editableWhileActive.includes(field))
    .map((field) =>
      fault(
        'invalid.update.campaign.active',
        field,
        `The campaign is already active: it is ${before.status}. Only ${editableWhileActive.join(', ')} can change now.`,
      ),
    );
  return [
    ...refused,
    ...(changed.includes('name') ? nameFaults(after.name) : []),
    ...(changed.includes('ambiguity') ? ambiguityFaults(after.ambiguity ?? defaultAmbiguity) : []),
    ...(changed.includes('messagesPerMinute') ? paceFaults(after.messagesPerMinute, state) : []),
  ];
}

/**
 * Messages of an unfinished run that wait for a retry belong to its number: the number can change only
 * between runs.
 */
function pinnedFaults(before: CampaignDocument, after: CampaignDocument): Fault[] {
  const isNewRun =
    before.startsNewRun || before.runId === null || after.contactListId !== before.contactListId;
  if (isNewRun || after.integrationId === before.integrationId) return [];
  return [
    fault(
      'resources.in.use',
      'integrationId',
      `Run ${before.runNumber} is unfinished and belongs to its WhatsApp number; recycle the campaign, then change the integration.`,
    ),
  ];
}

/** A resend is for contacts of an earlier run: waiting for more would have no end. */
function endlessResendFaults(before: CampaignDocument, after: CampaignDocument): Fault[] {
  if (!before.resend || !runGoesOn(before) || before.alwaysRunning || !after.alwaysRunning) return [];
  return [
    fault(
      'resend.always.running',
      'alwaysRunning',
      `Run ${before.runNumber} sends again to contacts of run ${before.resend.ofRun}: the campaign can be always running from its next run on.`,
    ),
  ];
}

/** Callable times without ranges allow any time: they are stored as none. */
const restricting = (times: CallableTimes | null | undefined): CallableTimes | null =>
  times && times.ranges.length > 0 ? times : null;

const takenNameFaults = ({ isTaken }: Pick<State, 'isTaken'>): Fault[] =>
  isTaken ? [fault('duplicate.name', 'name', 'The name already exists.')] : [];

function pick<T extends object, K extends keyof T>(from: T, keys: readonly K[]): Pick<T, K> {
  return Object.fromEntries(keys.map((key) => [key, from[key]])) as Pick<T, K>;
}
