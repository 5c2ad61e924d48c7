import { Button } from '@mantine/core';
import { IconMapQuestion } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useTranslations } from 'use-intl';
import { Nothing } from '../view/nothing.tsx';

export function NoSuchPage() {
  const t = useTranslations('shell');
  return (
    <Nothing
      icon={<IconMapQuestion />}
      title={t('noPage')}
      text={t('noPageText')}
      action={
        <Button component={Link} to="/campaigns" mt="md">
          {t('home')}
        </Button>
      }
    />
  );
}
