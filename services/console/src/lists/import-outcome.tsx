/** An import as it goes on, and how it ended: what was taken, which rows were refused and why, and the way to mend them and import again. */
import { Alert, Anchor, Button, Group, Progress, Stack, Table, Text } from '@mantine/core';
import { IconCircleCheck, IconDownload } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { parse } from 'csv-parse/browser/esm/sync';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { Failure } from '../view/failure.tsx';
import { CsvDrop, type ChosenFile } from './csv-drop.tsx';
import { rejectsOf, useList, type AnyList } from './list-queries.ts';
import { sendFile, type ListKind } from './send-file.ts';

const SHOWN_REJECTS = 5;
/** Of the file with the refused rows: more is not read to show the first ones. */
const READ_BYTES = 64 * 1_024;

type Props = {
  readonly kind: ListKind;
  readonly listId: string;
  /** The import before this one: until another one shows, the new one has not begun. */
  readonly before: string | undefined;
};

export type Standing = 'waiting' | 'running' | 'failed' | 'done';

/** How an import stands that has begun after the one named `before`. Pure. */
export function standingOf(list: AnyList | undefined, before: string | undefined): Standing {
  const status = list?.importStatus;
  if (status?.importId === undefined || status.importId === before) return 'waiting';
  if (status.state === 'IN_PROGRESS') return 'running';
  return status.state === 'FAILED' ? 'failed' : 'done';
}

export function ImportOutcome({ kind, listId, before: first }: Props) {
  const t = useTranslations('lists.outcome');
  const client = useQueryClient();
  const [before, setBefore] = useState(first);
  const { data: list, error } = useList(kind, listId, (read) =>
    ['waiting', 'running'].includes(standingOf(read, before)),
  );
  const standing = standingOf(list, before);
  const again = async (id: string | undefined): Promise<void> => {
    setBefore(id);
    await client.invalidateQueries({ queryKey: [kind] });
  };
  if (error) return <Failure error={error} />;
  const { completedRecords = 0, totalRecords = 0, percentComplete = 0 } = list?.importStatus ?? {};
  const rejected = list?.importStatus?.rejectedRecords ?? 0;
  if (!list || standing === 'waiting' || standing === 'running')
    return (
      <Stack gap={4} role="status">
        <Text size="sm">
          {standing === 'running'
            ? t('running', { done: completedRecords, total: totalRecords })
            : t('waiting')}
        </Text>
        <Progress value={percentComplete} aria-label={t('progress')} animated />
      </Stack>
    );
  return (
    <Stack gap="md">
      {standing === 'failed' ? (
        <Alert color="red" role="alert" title={t('failed')}>
          {list.importStatus?.failureReason}
        </Alert>
      ) : (
        <Alert
          color={list.size === 0 ? 'amber' : 'jade'}
          icon={<IconCircleCheck />}
          role="status"
          title={t('done', { count: list.size ?? 0 })}
        >
          {t('read', { count: completedRecords, rejected })}
        </Alert>
      )}
      {rejected > 0 && <Rejects kind={kind} list={list} />}
      {(rejected > 0 || standing === 'failed') && <Mend kind={kind} list={list} onSent={again} />}
    </Stack>
  );
}

function Rejects({ kind, list }: { kind: ListKind; list: AnyList }) {
  const t = useTranslations('lists.outcome');
  const href = rejectsOf(kind, list) ?? '';
  const { data: rows = [] } = useQuery({
    queryKey: ['rejects', href],
    queryFn: async () => firstRows(await (await fetch(href)).blob()),
  });
  const [header = [], ...body] = rows;
  // the reason first: a file may have fifty columns
  const reasonAt = header.indexOf('errors');
  const order = [reasonAt, ...header.keys()].filter((at, index, all) => at >= 0 && all.indexOf(at) === index);
  const shown = order.slice(0, 6);
  return (
    <Stack gap="xs">
      <Text size="sm">{t('mend')}</Text>
      <Table.ScrollContainer
        minWidth={300}
        scrollAreaProps={{ viewportProps: { tabIndex: 0, role: 'region', 'aria-label': t('rejects') } }}
      >
        <Table withTableBorder striped fz="sm" aria-label={t('rejects')}>
          <Table.Thead>
            <Table.Tr>
              {shown.map((at) => (
                <Table.Th key={at}>{at === reasonAt ? t('why') : header[at]}</Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {body.map((row, index) => (
              <Table.Tr key={index}>
                {shown.map((at) => (
                  <Table.Td key={at} {...(at === reasonAt ? { c: 'amber', miw: 220 } : {})}>
                    {row[at]}
                  </Table.Td>
                ))}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      <Anchor href={href} download size="sm">
        <Group gap={6}>
          <IconDownload size={16} aria-hidden />
          {t('download')}
        </Group>
      </Anchor>
    </Stack>
  );
}

async function firstRows(file: Blob): Promise<string[][]> {
  const text = await file.slice(0, READ_BYTES).text();
  return parse(text, { bom: true, relax_column_count: true, relax_quotes: true, to: SHOWN_REJECTS + 1 });
}

/** The same columns, put right. */
function Mend({
  kind,
  list,
  onSent,
}: {
  kind: ListKind;
  list: AnyList;
  onSent: (before: string | undefined) => Promise<void>;
}) {
  const t = useTranslations('lists.outcome');
  const [isOpen, setOpen] = useState(false);
  const [chosen, setChosen] = useState<ChosenFile | null>(null);
  const [share, setShare] = useState<number | null>(null);
  const [failure, setFailure] = useState<unknown>(null);
  const send = async (): Promise<void> => {
    if (!chosen) return;
    setFailure(null);
    setShare(0);
    const options = kind === 'dnclists' ? { phoneColumns: (list.phoneColumns ?? []).join(',') } : {};
    try {
      await sendFile(kind, list.id, chosen.file, options, setShare);
      await onSent(list.importStatus?.importId);
    } catch (error) {
      setFailure(error);
      setShare(null);
    }
  };
  if (!isOpen)
    return (
      <Group>
        <Button variant="default" onClick={() => setOpen(true)}>
          {t('again')}
        </Button>
      </Group>
    );
  return (
    <Stack gap="sm">
      {failure !== null && <Failure error={failure} />}
      <CsvDrop chosen={chosen} onChoose={setChosen} />
      {share !== null && <Progress value={share * 100} aria-label={t('progress')} animated />}
      <Group>
        <Button disabled={!chosen} loading={share !== null} onClick={() => void send()}>
          {t('again')}
        </Button>
      </Group>
    </Stack>
  );
}
