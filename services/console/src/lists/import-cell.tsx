import { Anchor, Badge, Group, Progress, Stack, Text } from '@mantine/core';
import { useTranslations } from 'use-intl';
import { rejectsOf, type AnyList } from './list-queries.ts';
import type { ListKind } from './send-file.ts';

/** How the latest import of a list stands, with the way to the rows that it refused. */
export function ImportCell({ kind, list }: { kind: ListKind; list: AnyList }) {
  const t = useTranslations('lists.import');
  const { importStatus } = list;
  if (!importStatus || (importStatus.percentComplete === 0 && importStatus.state === undefined))
    return (
      <Text size="sm" c="dimmed">
        {t('none')}
      </Text>
    );
  const rejects = rejectsOf(kind, list);
  const { state, percentComplete, completedRecords, failureReason, rejectedRecords = 0 } = importStatus;
  return (
    <Stack gap={2} miw={150}>
      {state === 'IN_PROGRESS' ? (
        <>
          <Progress value={percentComplete} size="sm" aria-label={t('running')} animated />
          <Text size="xs" c="dimmed" className="figures">
            {t('rows', { count: completedRecords })}
          </Text>
        </>
      ) : (
        <Group gap={6}>
          <Badge variant="light" color={state === 'FAILED' ? 'red' : 'jade'} tt="none">
            {t(state === 'FAILED' ? 'failed' : 'done')}
          </Badge>
          {failureReason && (
            <Text size="xs" c="red">
              {failureReason}
            </Text>
          )}
        </Group>
      )}
      {rejects && (
        <Anchor href={rejects} size="xs" download>
          {t('rejects', { count: rejectedRecords })}
        </Anchor>
      )}
    </Stack>
  );
}
