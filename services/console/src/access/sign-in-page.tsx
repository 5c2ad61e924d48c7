import { Anchor, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { useTranslations } from 'use-intl';
import { Mark } from '../layout/mark.tsx';
import { Preferences } from '../layout/preferences.tsx';
import classes from './sign-in-page.module.css';
import { SignInForm } from './sign-in-form.tsx';
import { SignInRefusal } from './sign-in-refusal.tsx';

export function SignInPage({ onSignedIn }: { onSignedIn: () => void }) {
  const t = useTranslations('access');
  return (
    <main className={classes['page']}>
      <Stack w="100%" maw={400} gap="lg">
        <Group justify="center" gap="sm">
          <Mark size={40} />
          <Title order={1}>{t('product')}</Title>
        </Group>
        <SignInRefusal />
        <Paper withBorder p="xl" radius="lg" shadow="sm">
          <SignInForm onSignedIn={onSignedIn} />
        </Paper>
        <Text size="sm" c="dimmed" ta="center">
          {t('firstTime')}
        </Text>
        <Group justify="space-between">
          <Anchor href="/docs/" size="sm">
            {t('apiDocs')}
          </Anchor>
          <Preferences />
        </Group>
      </Stack>
    </main>
  );
}
