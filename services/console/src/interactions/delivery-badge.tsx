import { Badge, Text } from '@mantine/core';
import { useTranslations } from 'use-intl';
import { isDeliveryStatus, type DeliveryStatus } from './interaction-search.ts';

const colors: Record<DeliveryStatus, string> = {
  Queued: 'gray',
  Sent: 'gray',
  Published: 'blue',
  DeliverySuccess: 'jade',
  Read: 'jade',
  DeliveryFailed: 'red',
  Failed: 'red',
};

/** How far a message came; nothing for one that was never given to WhatsApp. */
export function DeliveryBadge({ status }: { status: string | null }) {
  const t = useTranslations('interactions.delivery');
  if (status === null)
    return (
      <Text size="sm" c="dimmed">
        –
      </Text>
    );
  const isKnown = isDeliveryStatus(status);
  return (
    <Badge
      variant={status === 'Read' ? 'filled' : 'light'}
      color={isKnown ? colors[status] : 'gray'}
      tt="none"
    >
      {isKnown ? t(status) : status}
    </Badge>
  );
}
