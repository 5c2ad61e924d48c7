/** The types of a decision: the state that it reads, the change, or the faults. */
import type {
  CampaignDocument,
  ContactListDocument,
  ContactListFilterDocument,
  DncListDocument,
  IntegrationDocument,
} from '../../../schemas/collections.ts';
import type { CampaignChange, CampaignCommand, InternalCommand } from '../../../schemas/types.ts';
import type { Fault } from '../../domain/fault.ts';
import type { FoundTemplate } from '../../domain/template/template-fit.ts';
import type { ResendRuns } from '../../queries/campaigns/resend-runs.ts';
import type { RunState } from './run-state.ts';

type Body = CampaignCommand['body'];

/** The kinds of command that this process carries out. */
const ownKinds = [
  'CreateContactListFilter',
  'UpdateContactListFilter',
  'DeleteContactListFilter',
  'RegisterIntegration',
  'DeleteIntegration',
  'ConfirmRestore',
  'LiftHold',
  'SyncTemplates',
  'CreateCampaign',
  'UpdateCampaign',
  'StartCampaign',
  'StartScheduled',
  'StopCampaign',
  'RecycleCampaign',
  'ResendCampaign',
  'DeleteCampaign',
  'CompleteRun',
  'ConfirmStopped',
  'InvalidateCampaign',
  'ForceStopCampaign',
] as const satisfies ReadonlyArray<Body['type']>;

/** The kinds that only our own services command, on a topic of their own. */
const internalKinds = [
  'StartScheduled',
  'CompleteRun',
  'ConfirmStopped',
  'InvalidateCampaign',
  'ForceStopCampaign',
] as const satisfies ReadonlyArray<InternalCommand['body']['type']>;

export type OwnKind = (typeof ownKinds)[number];
export type OwnBody = Extract<Body, { type: OwnKind }>;
/** Kinds of `limits` that this process counts. */
export const COUNTED = ['campaigns', 'active-campaigns', 'contact-list-filters'] as const;

export type OwnCommand = Omit<CampaignCommand, 'body'> & { body: OwnBody };
export type BodyOf<K extends OwnKind> = Extract<Body, { type: K }>;

export const isOwn = (command: CampaignCommand): command is OwnCommand =>
  (ownKinds as readonly string[]).includes(command.body.type);

export const isInternal = (command: CampaignCommand): command is InternalCommand & OwnCommand =>
  (internalKinds as readonly string[]).includes(command.body.type);

/** Everything that a decision may read, as stored in MongoDB. */
export type State = {
  /** The subject of the command, if it exists. */
  campaign: CampaignDocument | null;
  filter: ContactListFilterDocument | null;
  /** The subject of a command about an integration, otherwise the integration of the campaign. */
  integration: IntegrationDocument | null;
  /** The objects that the campaign (after the change) or the filter refers to; missing ones are absent. */
  list: ContactListDocument | null;
  dncLists: DncListDocument[];
  filters: ContactListFilterDocument[];
  /** The account's template that the campaign names; null while the account's templates are not known. */
  template: FoundTemplate | null;
  /** Another object of the kind has the requested name, or another integration the requested number. */
  isTaken: boolean;
  /** Campaigns that use the filter or integration. */
  usedBy: Array<{ name: string; status: CampaignDocument['status'] }>;
  /** The division of a new campaign exists. */
  isDivisionKnown: boolean;
  /** Recipients have opted out of the integration. */
  hasOptOuts: boolean;
  counts: { campaigns: number; activeCampaigns: number; filters: number };
  /** For CompleteRun and ConfirmStopped: the state of the campaign's current run; null for other commands. */
  run: RunState | null;
  /** For ResendCampaign; null for other commands. */
  resend: ResendState | null;
  limits: { campaigns: number; filters: number; activeCampaigns: number; messagesPerSecond: number };
};

export type ResendState = {
  /** The runs that it goes by, or why there are none. */
  runs: ResendRuns | Fault;
  /** A request of one of them may be about to leave. */
  isUnderWay: boolean;
};

/** The one write that a decision asks for. `revision` is the one on which the decision is based. */
export type Effect =
  | { kind: 'nothing' }
  | { kind: 'insert-campaign'; campaign: CampaignDocument }
  | { kind: 'replace-campaign'; before: CampaignDocument; campaign: CampaignDocument }
  | { kind: 'delete-campaign'; campaign: CampaignDocument }
  | { kind: 'insert-filter'; filter: ContactListFilterDocument }
  | { kind: 'replace-filter'; filter: ContactListFilterDocument }
  | { kind: 'delete-filter'; filterId: string }
  | { kind: 'put-integration'; integration: IntegrationDocument }
  | { kind: 'delete-integration'; integrationId: string }
  /** Read again what the provider says of the integration. */
  | { kind: 'sync-integration'; integration: IntegrationDocument };

export type Accepted = {
  accepted: true;
  effect: Effect;
  /** Version of the object afterwards; null where it has none. */
  version: number | null;
  /** The change to publish about the campaign; null when it did not change. */
  change: { cause: CampaignChange; campaign: CampaignDocument } | null;
  /** Parts that could not be checked. */
  warnings?: Fault[];
};
export type Refused = { accepted: false; faults: Fault[] };
export type Decision = Accepted | Refused;

export const refuse = (...faults: Fault[]): Refused => ({ accepted: false, faults });

/** The requested state holds already. */
export const unchanged = (version: number | null = null): Accepted => ({
  accepted: true,
  effect: { kind: 'nothing' },
  version,
  change: null,
});

/** The campaign after a change, with its next revision. */
export function changeCampaign(
  before: CampaignDocument,
  cause: CampaignChange,
  fields: Partial<CampaignDocument>,
  now: Date,
): Accepted {
  const campaign = { ...before, ...fields, revision: before.revision + 1, modifiedAt: now };
  return {
    accepted: true,
    effect: { kind: 'replace-campaign', before, campaign },
    version: campaign.version,
    change: { cause, campaign },
  };
}
