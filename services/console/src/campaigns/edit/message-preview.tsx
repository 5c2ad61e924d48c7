/** The filled message as a recipient sees it, for contacts of the list one after the other. */
import { ActionIcon, Alert, Group, Stack, Text } from '@mantine/core';
import { IconChevronLeft, IconChevronRight, IconExternalLink, IconPhoto } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import type { StoredTemplate } from '../../../../domain/template/stored-template.ts';
import type { Contact } from '../../api/types.ts';
import type { Wanted } from './campaign-values.ts';
import type { Form } from './list-fields.tsx';
import classes from './message-preview.module.css';
import { placeholderCells, previewOf } from './template-parameters.ts';

type Props = {
  form: Form;
  stored: StoredTemplate | null;
  wanted: readonly Wanted[];
  contacts: readonly Contact[];
};

export function MessagePreview({ form, stored, wanted, contacts }: Props) {
  const t = useTranslations('edit');
  const [at, setAt] = useState(0);
  const { parameters, timeZone } = form.getValues();
  const contact = contacts[Math.min(at, contacts.length - 1)];
  const header = stored?.components.find(({ type }) => type === 'HEADER');
  const isMedia = header !== undefined && header.format !== 'TEXT';
  const preview = stored
    ? previewOf(stored, wanted, parameters, contact?.data ?? placeholderCells(parameters), timeZone)
    : null;
  return (
    <Stack gap="xs">
      <Group justify="space-between">
        <Text size="sm" fw={600}>
          {t('preview')}
        </Text>
        {contacts.length > 1 && (
          <Group gap={2}>
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={t('previousContact')}
              disabled={at === 0}
              onClick={() => setAt(at - 1)}
            >
              <IconChevronLeft size={16} />
            </ActionIcon>
            <Text size="xs" c="dimmed" className="figures">
              {t('contactOf', { number: at + 1, total: contacts.length })}
            </Text>
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={t('nextContact')}
              disabled={at >= contacts.length - 1}
              onClick={() => setAt(at + 1)}
            >
              <IconChevronRight size={16} />
            </ActionIcon>
          </Group>
        )}
      </Group>
      <div className={classes['chat']} aria-live="polite">
        {preview === null ? (
          <Text size="sm" className={classes['hint'] ?? ''}>
            {t('previewFirst')}
          </Text>
        ) : 'problem' in preview ? (
          <Alert color="amber" title={t('wouldBeSkipped')}>
            {preview.problem}
          </Alert>
        ) : (
          <div className={classes['bubble']}>
            {isMedia ? (
              <div className={classes['media']}>
                <IconPhoto size={28} aria-hidden />
                <Text size="xs" truncate maw="100%">
                  {preview.message.header}
                </Text>
              </div>
            ) : (
              preview.message.header && <strong>{preview.message.header}</strong>
            )}
            <p>{preview.message.body}</p>
            {preview.message.footer && <small>{preview.message.footer}</small>}
            {preview.message.buttons.map(({ text, value }) => (
              <span key={text} className={classes['button']} title={value ?? ''}>
                {value && <IconExternalLink size={14} aria-hidden />} {text}
              </span>
            ))}
          </div>
        )}
      </div>
      {contact && (
        <Text size="xs" c="dimmed">
          {t('previewOf', { values: Object.values(contact.data).filter(Boolean).slice(0, 4).join(' · ') })}
        </Text>
      )}
    </Stack>
  );
}
