/** Takes a CSV file by drag and drop or by choice, and shows its first rows with what its columns seem to hold. */
import { Alert, Badge, Button, FileButton, Stack, Table, Text } from '@mantine/core';
import { IconFileTypeCsv, IconUpload } from '@tabler/icons-react';
import { useState } from 'react';
import { useFormatter, useTranslations } from 'use-intl';
import classes from './csv-drop.module.css';
import { readCsvHead, type CsvFault, type CsvHead } from './read-csv.ts';

export type ChosenFile = { readonly file: File; readonly head: CsvHead };

export function CsvDrop({
  chosen,
  onChoose,
}: {
  chosen: ChosenFile | null;
  onChoose: (chosen: ChosenFile | null) => void;
}) {
  const t = useTranslations('lists');
  const [isOver, setOver] = useState(false);
  const [fault, setFault] = useState<CsvFault | null>(null);
  const take = async (file: File | null | undefined): Promise<void> => {
    if (!file) return;
    const head = await readCsvHead(file);
    setFault(typeof head === 'string' ? head : null);
    onChoose(typeof head === 'string' ? null : { file, head });
  };
  return (
    <Stack gap="sm">
      <div
        className={classes['zone']}
        data-over={isOver || undefined}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          event.preventDefault();
          setOver(false);
          void take(event.dataTransfer.files[0]);
        }}
      >
        <IconFileTypeCsv size={34} stroke={1.4} aria-hidden />
        <Text size="sm">{chosen ? chosen.file.name : t('dropHere')}</Text>
        {chosen && <FileSize bytes={chosen.file.size} />}
        <FileButton accept=".csv,text/csv" onChange={(file) => void take(file)}>
          {(props) => (
            <Button {...props} variant="default" size="xs" leftSection={<IconUpload size={14} />}>
              {t(chosen ? 'otherFile' : 'chooseFile')}
            </Button>
          )}
        </FileButton>
        <Text size="xs" c="dimmed">
          {t('csvHelp')}
        </Text>
      </div>
      {fault && (
        <Alert color="red" role="alert">
          {t(`csvFault.${fault}`)}
        </Alert>
      )}
      {chosen && <FirstRows head={chosen.head} />}
    </Stack>
  );
}

function FileSize({ bytes }: { bytes: number }) {
  const format = useFormatter();
  return (
    <Text size="xs" c="dimmed">
      {bytes < 1_000_000
        ? format.number(bytes / 1_000, { style: 'unit', unit: 'kilobyte', maximumFractionDigits: 1 })
        : format.number(bytes / 1_000_000, { style: 'unit', unit: 'megabyte', maximumFractionDigits: 1 })}
    </Text>
  );
}

function FirstRows({ head }: { head: CsvHead }) {
  const t = useTranslations('lists');
  return (
    <Table.ScrollContainer
      minWidth={300}
      scrollAreaProps={{ viewportProps: { tabIndex: 0, role: 'region', 'aria-label': t('firstRows') } }}
    >
      <Table withTableBorder striped fz="sm" aria-label={t('firstRows')}>
        <Table.Thead>
          <Table.Tr>
            {head.columns.map((column, at) => (
              <Table.Th key={column}>
                <Stack gap={2} align="flex-start">
                  {column}
                  <Badge
                    style={{ flex: 'none' }}
                    size="xs"
                    variant="light"
                    color={head.kinds[at] === 'phone' ? 'jade' : 'gray'}
                    tt="none"
                  >
                    {t(`kind.${head.kinds[at] ?? 'text'}`)}
                  </Badge>
                </Stack>
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {head.rows.map((row, at) => (
            <Table.Tr key={at}>
              {head.columns.map((column, cell) => (
                <Table.Td key={column} style={{ whiteSpace: 'nowrap' }}>
                  {row[cell]}
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}
