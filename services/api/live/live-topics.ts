/**
 * The topics of the live stream: the notification topics of the Genesys contract, and ours in their style.
 * Pure.
 */
import type { Permission } from '../../access/permissions.ts';
import { nearestTo } from '../../domain/nearest.ts';
import { permissionsTo } from '../campaigns/campaign-access.ts';

export const stateKinds = [
  'campaign',
  'progress',
  'contactListImport',
  'dncListImport',
  'integration',
] as const;
/** Topics that tell how a thing is now, and that tell it again when it changes. */
export type StateKind = (typeof stateKinds)[number];
export type LiveKind = StateKind | 'log';

type LiveTopic = {
  readonly kind: LiveKind;
  /** What stands before the id; the whole name of a topic without one. */
  readonly prefix: string;
  readonly suffix: string;
  readonly takesId: boolean;
  /** Any of them, in the division of what it is about. */
  readonly permissions: readonly [Permission, ...Permission[]];
  readonly about: string;
};

const view = permissionsTo('view');

export const liveTopics: readonly LiveTopic[] = [
  ...(['messagingcampaigns', 'whatsappcampaigns'] as const).flatMap((name): LiveTopic[] => [
    {
      ...{ kind: 'progress', prefix: `v2.outbound.${name}.`, suffix: '.progress', takesId: true },
      ...{ permissions: view, about: 'the progress of a campaign (CampaignProgress)' },
    },
    {
      ...{ kind: 'campaign', prefix: `v2.outbound.${name}.`, suffix: '', takesId: true },
      ...{ permissions: view, about: 'a campaign (MessagingCampaign, references without names)' },
    },
  ]),
  {
    ...{ kind: 'contactListImport', prefix: 'v2.outbound.contactlists.', suffix: '.importstatus' },
    ...{ takesId: true, permissions: ['outbound:contactList:view'] },
    about: 'the latest import of a contact list (ImportStatus)',
  },
  {
    ...{ kind: 'dncListImport', prefix: 'v2.outbound.dnclists.', suffix: '.importstatus' },
    ...{ takesId: true, permissions: ['outbound:dncList:view'] },
    about: 'the latest import of a DNC list (ImportStatus)',
  },
  {
    ...{ kind: 'integration', prefix: 'v2.messaging.integrations.whatsapp.', suffix: '' },
    ...{ takesId: true, permissions: ['messaging:integration:view'] },
    about: 'a WhatsApp integration with the health of its number (WhatsAppIntegration)',
  },
  {
    ...{ kind: 'log', prefix: 'v2.outbound.events', suffix: '', takesId: false },
    ...{ permissions: ['outbound:eventLog:view'], about: 'what happens, as in the event log (EventLog)' },
  },
];

/** A topic that was asked for. `id` is `*` for every thing of the kind that the caller may see. */
export type AskedTopic = { readonly topic: LiveTopic; readonly id: string };

export const EVERY = '*';
const MAX_ID = 200;

/** @returns why the name is not a topic, as a sentence, when it is not */
export function readTopic(name: string): AskedTopic | string {
  for (const topic of liveTopics) {
    const { prefix, suffix, takesId } = topic;
    if (!takesId) {
      if (name === prefix) return { topic, id: EVERY };
      continue;
    }
    if (!name.startsWith(prefix) || !name.endsWith(suffix)) continue;
    const id = name.slice(prefix.length, name.length - suffix.length);
    if (id.length > 0 && id.length <= MAX_ID && !id.endsWith('.progress')) return { topic, id };
  }
  const known = liveTopics.map(shapeOf);
  const near = nearestTo(name, known);
  return `"${name.slice(0, MAX_ID)}" is not a topic.${near === null ? ` Topics are ${known.join(', ')}.` : ` Did you mean ${near}?`}`;
}

export const shapeOf = ({ prefix, suffix, takesId }: LiveTopic): string =>
  `${prefix}${takesId ? '{id}' : ''}${suffix}`;

export const nameOf = ({ prefix, suffix, takesId }: LiveTopic, id: string): string =>
  `${prefix}${takesId ? id : ''}${suffix}`;
