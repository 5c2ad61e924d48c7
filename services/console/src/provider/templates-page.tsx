/** Templates as WhatsApp has them, each as it arrives. */
import { Badge, Group, SimpleGrid, Skeleton, Stack, Text } from '@mantine/core';
import { IconMessage2 } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { placeholdersOf, standingOf, type StoredTemplate } from '../../../domain/template/stored-template.ts';
import { useTemplates } from '../campaigns/edit/choices.ts';
import classes from '../campaigns/edit/message-preview.module.css';
import { storedOf } from '../campaigns/edit/template-parameters.ts';
import { WhereUsed } from '../campaigns/used-by.tsx';
import { Card } from '../view/card.tsx';
import { Failure } from '../view/failure.tsx';
import { Nothing } from '../view/nothing.tsx';
import { PageHeader } from '../view/page-header.tsx';
import { SearchBox } from '../view/search-box.tsx';

const colors = { usable: 'jade', waiting: 'amber', broken: 'red', unclear: 'gray' } as const;

export function TemplatesPage() {
  const t = useTranslations('templates');
  const [search, setSearch] = useState<string | undefined>(undefined);
  const { data, error, refetch } = useTemplates();
  const templates = (data ?? [])
    .flatMap((response) => {
      const stored = storedOf(response);
      return stored ? [{ id: response.id, stored }] : [];
    })
    .filter(({ stored }) => stored.name.toLowerCase().includes((search ?? '').toLowerCase()));
  return (
    <>
      <PageHeader title={t('title')} lead={t('lead')} />
      <Stack>
        <SearchBox label={t('search')} value={search} onSearch={setSearch} />
        {error && <Failure error={error} onRetry={() => void refetch()} />}
        {!data && !error && <Skeleton height={200} radius="lg" />}
        {data && templates.length === 0 && (
          <Nothing icon={<IconMessage2 />} title={t('none')} text={t('noneText')} />
        )}
        <SimpleGrid cols={{ base: 1, md: 2, xl: 3 }}>
          {templates.map(({ id, stored }) => (
            <TemplateCard key={id} id={id} stored={stored} />
          ))}
        </SimpleGrid>
      </Stack>
    </>
  );
}

function TemplateCard({ id, stored }: { id: string; stored: StoredTemplate }) {
  const t = useTranslations('templates');
  const part = (type: string) => stored.components.find((one) => one.type === type);
  const header = part('HEADER');
  const wanted = [header?.text, part('BODY')?.text].flatMap((text) => placeholdersOf(text));
  return (
    <Card
      title={stored.name}
      aside={
        <Group gap={6}>
          <Badge variant="default" tt="none">
            {stored.language}
          </Badge>
          <Badge variant="light" tt="none" color={colors[standingOf(stored)]}>
            {stored.status}
          </Badge>
        </Group>
      }
    >
      <div className={classes['chat']}>
        <div className={classes['bubble']}>
          {header && <strong>{header.format === 'TEXT' ? header.text : `[${header.format}]`}</strong>}
          <p>{part('BODY')?.text}</p>
          {part('FOOTER')?.text && <small>{part('FOOTER')?.text}</small>}
          {(part('BUTTONS')?.buttons ?? []).map(({ text }) => (
            <span key={text} className={classes['button']}>
              {text}
            </span>
          ))}
        </div>
      </div>
      <Group justify="space-between">
        <Text size="sm" c="dimmed">
          {t('wants', { count: wanted.length })}
        </Text>
        <WhereUsed use={{ contentTemplateId: id }} />
      </Group>
    </Card>
  );
}
