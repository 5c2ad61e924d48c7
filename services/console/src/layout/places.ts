/** Every place of the console with what must be permitted to see it; the navigation shows those alone. */
import {
  IconAddressBook,
  IconApps,
  IconBroadcast,
  IconBuilding,
  IconFilter,
  IconHandStop,
  IconListDetails,
  IconMailOff,
  IconMessage2,
  IconMessages,
  IconPhoneOff,
  IconPlugConnected,
  IconShieldHalf,
  IconUsers,
  IconWebhook,
} from '@tabler/icons-react';

type Place = {
  readonly name: string;
  readonly to: string;
  readonly icon: typeof IconBroadcast;
  /** One of them suffices. */
  readonly needs: readonly string[];
};

const campaignVerbs = (verb: string): string[] => [
  `outbound:messagingCampaign:${verb}`,
  `outbound:whatsAppCampaign:${verb}`,
  `outbound:emailCampaign:${verb}`,
];

export const places = {
  outbound: [
    { name: 'campaigns', to: '/campaigns', icon: IconBroadcast, needs: campaignVerbs('view') },
    {
      name: 'contactLists',
      to: '/contact-lists',
      icon: IconAddressBook,
      needs: ['outbound:contactList:view'],
    },
    {
      name: 'filters',
      to: '/contact-list-filters',
      icon: IconFilter,
      needs: ['outbound:contactListFilter:view'],
    },
    { name: 'dncLists', to: '/dnc-lists', icon: IconPhoneOff, needs: ['outbound:dncList:view'] },
  ],
  whatsapp: [
    {
      name: 'integrations',
      to: '/integrations',
      icon: IconPlugConnected,
      needs: ['messaging:integration:view'],
    },
    { name: 'templates', to: '/templates', icon: IconMessage2, needs: ['responses:response:view'] },
    { name: 'optOuts', to: '/opt-outs', icon: IconHandStop, needs: ['outbound:optOut:view'] },
  ],
  watch: [
    {
      name: 'interactions',
      to: '/interactions',
      icon: IconMessages,
      needs: ['analytics:conversationDetail:view', 'analytics:agentConversationDetail:view'],
    },
    { name: 'events', to: '/events', icon: IconListDetails, needs: ['outbound:eventLog:view'] },
    { name: 'deadLetters', to: '/dead-letters', icon: IconMailOff, needs: ['outbound:deadLetter:view'] },
  ],
  admin: [
    { name: 'users', to: '/users', icon: IconUsers, needs: ['directory:user:view'] },
    { name: 'roles', to: '/roles', icon: IconShieldHalf, needs: ['authorization:role:view'] },
    {
      name: 'divisions',
      to: '/divisions',
      icon: IconBuilding,
      needs: ['authorization:division:add', 'authorization:division:edit'],
    },
    { name: 'clients', to: '/oauth-clients', icon: IconApps, needs: ['oauth:client:view'] },
    {
      name: 'subscriptions',
      to: '/webhook-subscriptions',
      icon: IconWebhook,
      needs: ['outbound:webhookSubscription:view'],
    },
  ],
} as const satisfies Record<string, readonly Place[]>;
