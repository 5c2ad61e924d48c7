/** A password or secret that was just made: it is shown here, and never again. */
import { Alert, Button, Code, CopyButton, Group, Modal, Stack, Text } from '@mantine/core';
import { IconCheck, IconCopy, IconKey } from '@tabler/icons-react';
import { useTranslations } from 'use-intl';

export type Shown = {
  readonly title: string;
  /** Name of what is shown → what it is, the secret among them. */
  readonly lines: ReadonlyArray<readonly [name: string, value: string]>;
  readonly hint: string;
};

export function ShownOnce({ shown, onClose }: { shown: Shown | null; onClose: () => void }) {
  const t = useTranslations('accounts');
  const close = useTranslations('dialog')('close');
  return (
    <Modal
      opened={shown !== null}
      onClose={onClose}
      title={shown?.title}
      centered
      closeOnClickOutside={false}
      closeButtonProps={{ 'aria-label': close }}
    >
      {shown && (
        <Stack>
          <Alert color="amber" variant="light" icon={<IconKey />} title={t('shownOnce')}>
            {shown.hint}
          </Alert>
          {shown.lines.map(([name, value]) => (
            <Stack key={name} gap={4}>
              <Text size="sm" fw={600}>
                {name}
              </Text>
              <Group gap="xs" wrap="nowrap" align="stretch">
                <Code flex={1} p="xs" fz="sm" style={{ overflowWrap: 'anywhere' }}>
                  {value}
                </Code>
                <CopyButton value={value}>
                  {({ copied, copy }) => (
                    <Button
                      variant="default"
                      h="auto"
                      px="sm"
                      onClick={copy}
                      aria-label={t('copyOf', { name })}
                      leftSection={copied ? <IconCheck size={16} /> : <IconCopy size={16} />}
                    >
                      {copied ? t('copied') : t('copy')}
                    </Button>
                  )}
                </CopyButton>
              </Group>
            </Stack>
          ))}
          <Group justify="flex-end">
            <Button onClick={onClose} data-autofocus>
              {t('noted')}
            </Button>
          </Group>
        </Stack>
      )}
    </Modal>
  );
}
