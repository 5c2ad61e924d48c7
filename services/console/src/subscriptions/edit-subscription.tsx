/** A webhook subscription is made or changed. */
import { MultiSelect, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useTranslations } from 'use-intl';
import type { Subscription } from '../api/types.ts';
import { FormDialog } from '../view/form-dialog.tsx';
import { ALL_EVENTS, eventNames } from './event-names.ts';
import {
  changeSubscription,
  createSubscription,
  useReadAgain,
  type EventName,
  type SubscriptionValues,
} from './subscription-queries.ts';

export function EditSubscription({
  subscription,
  onClose,
  onMade,
}: {
  subscription: Subscription | null;
  onClose: () => void;
  onMade: (name: string, secret: string) => void;
}) {
  const t = useTranslations('subscriptions');
  const readAgain = useReadAgain();
  const form = useForm<SubscriptionValues>({
    initialValues: {
      name: subscription?.name ?? '',
      url: subscription?.url ?? '',
      eventTypes: (subscription?.eventTypes as EventName[] | undefined) ?? [ALL_EVENTS],
    },
    validate: {
      name: (name) => (name.trim() === '' ? t('nameNeeded') : null),
      url: (url) => (/^https?:\/\/./.test(url.trim()) ? null : t('urlNeeded')),
      eventTypes: (names) => (names.length === 0 ? t('eventsNeeded') : null),
    },
  });
  const save = async (): Promise<boolean> => {
    if (form.validate().hasErrors) return false;
    const values = form.getValues();
    if (subscription) await changeSubscription(subscription, values);
    else {
      const { name, secret } = await createSubscription(values);
      onMade(name, secret);
    }
    await readAgain();
    return true;
  };
  return (
    <FormDialog
      title={subscription ? t('editTitle', { name: subscription.name }) : t('create')}
      {...(subscription ? {} : { submit: t('create') })}
      size="lg"
      onClose={onClose}
      onSubmit={save}
    >
      <TextInput label={t('name')} required data-autofocus {...form.getInputProps('name')} />
      <TextInput
        label={t('url')}
        description={t('urlHelp')}
        type="url"
        required
        {...form.getInputProps('url')}
      />
      <MultiSelect
        label={t('events')}
        description={t('eventsHelp')}
        required
        searchable
        data={eventNames.map((name) => ({
          value: name,
          label: name === ALL_EVENTS ? t('allEvents') : name,
        }))}
        {...form.getInputProps('eventTypes')}
      />
    </FormDialog>
  );
}
