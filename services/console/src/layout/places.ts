/** Every place of the console with what must be permitted to see it; the navigation shows those alone. */
import { IconBroadcast } from '@tabler/icons-react';

type Place = {
  readonly name: 'campaigns';
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
  outbound: [{ name: 'campaigns', to: '/campaigns', icon: IconBroadcast, needs: campaignVerbs('view') }],
} as const satisfies Record<string, readonly Place[]>;
