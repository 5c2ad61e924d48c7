/** Something could not be read or done: what happened, every reason, and what may help. */
import { Alert, Button, Group, List, Stack, Text } from '@mantine/core';
import { IconAlertTriangle, IconLock, IconPlugConnectedX } from '@tabler/icons-react';
import { useTranslations } from 'use-intl';
import { ApiFailure } from '../api/api-failure.ts';

export type FailureKind = 'away' | 'forbidden' | 'gone' | 'conflict' | 'busy' | 'late' | 'ours' | 'refused';

export function kindOf(error: unknown): FailureKind {
  if (!(error instanceof ApiFailure)) return 'ours';
  const { status } = error;
  if (status === 0 || status === 502 || status === 503) return 'away';
  if (status === 504) return 'late';
  if (status === 403) return 'forbidden';
  if (status === 404) return 'gone';
  if (status === 409) return 'conflict';
  if (status === 429) return 'busy';
  return status >= 500 ? 'ours' : 'refused';
}

/** The permissions that a 403 names. */
export const missingPermissions = (message: string): string[] =>
  (/permission\(s\): (.+?)\.?$/.exec(message)?.[1] ?? '').split(', ').filter((name) => name !== '');

export function Failure({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const t = useTranslations('failure');
  const kind = kindOf(error);
  const failure = error instanceof ApiFailure ? error : null;
  const isGrave = kind === 'ours' || kind === 'away' || kind === 'late';
  const icon = { away: <IconPlugConnectedX />, forbidden: <IconLock /> }[kind as string] ?? (
    <IconAlertTriangle />
  );
  return (
    <Alert
      role="alert"
      color={isGrave ? 'amber' : 'red'}
      icon={icon}
      title={t(`${kind}.title`)}
      variant="light"
    >
      <Stack gap="xs" align="flex-start">
        <Details kind={kind} failure={failure} />
        {onRetry && (
          <Group>
            <Button size="xs" variant="default" onClick={onRetry}>
              {t('retry')}
            </Button>
          </Group>
        )}
      </Stack>
    </Alert>
  );
}

function Details({ kind, failure }: { kind: FailureKind; failure: ApiFailure | null }) {
  const t = useTranslations('failure');
  if (kind === 'forbidden') {
    const names = missingPermissions(failure?.message ?? '');
    if (names.length > 0)
      return (
        <>
          <Text size="sm">{t('forbidden.text')}</Text>
          <List size="sm">
            {names.map((name) => (
              <List.Item key={name}>
                <code>{name}</code>
              </List.Item>
            ))}
          </List>
        </>
      );
  }
  if (kind === 'refused' || kind === 'conflict' || kind === 'forbidden' || kind === 'gone') {
    const faults = failure?.faults ?? [];
    return faults.length > 1 ? (
      <List size="sm">
        {faults.map(({ field, message }) => (
          <List.Item key={`${field} ${message}`}>{message}</List.Item>
        ))}
      </List>
    ) : (
      <Text size="sm">{faults[0]?.message ?? failure?.message}</Text>
    );
  }
  return (
    <Text size="sm">
      {t(`${kind}.text`)}
      {failure?.contextId && ` ${t('reference', { id: failure.contextId })}`}
    </Text>
  );
}
