/**
 * One page, in the order of the seed page "Create a WhatsApp campaign": who, what, how fast, in which order.
 */
import {
  Alert,
  Button,
  Group,
  List,
  NumberInput,
  Select,
  SimpleGrid,
  Stack,
  Switch,
  TextInput,
} from '@mantine/core';
import { useForm } from '@mantine/form';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import { ApiFailure } from '../../api/api-failure.ts';
import type { Campaign, CampaignBody } from '../../api/types.ts';
import { Failure } from '../../view/failure.tsx';
import { bodyOf, fieldOfFault, type CampaignValues } from './campaign-values.ts';
import {
  useContactList,
  useDivisions,
  useFirstContacts,
  useIntegrations,
  useTemplates,
  withKnown,
} from './choices.ts';
import { TimesField } from '../times/times-field.tsx';
import { firstFault } from '../times/week.ts';
import { CreateInPlace } from './create-in-place.tsx';
import { Duration } from './duration.tsx';
import { Step } from './field-help.tsx';
import { IntegrationField } from './integration-field.tsx';
import { ContactListField, DncField, FilterField } from './list-fields.tsx';
import { SortField } from './sort-field.tsx';
import { TemplateFields } from './template-fields.tsx';
import { storedOf, wantedIn, wantedOf } from './template-parameters.ts';
import { useDraft } from './use-draft.ts';

type Props = {
  /** Names the draft. */
  readonly draft: string;
  readonly initial: CampaignValues;
  /** Null: a new campaign. */
  readonly present: Campaign | null;
  readonly isRunning: boolean;
  readonly onSave: (body: CampaignBody) => Promise<void>;
  readonly onCancel: () => void;
  readonly onConflict: (values: CampaignValues) => void;
};

const DEFAULT_MAX_RATE = 4_800;
/** What is being read already is not read again. */
const ONCE_AND_WHOLE = { throwOnError: true, cancelRefetch: false };

export function CampaignForm({ draft, initial, present, isRunning, onSave, onCancel, onConflict }: Props) {
  const t = useTranslations('edit');
  const timesWords = useTranslations('times');
  const kept = useDraft(draft);
  const [failure, setFailure] = useState<unknown>(null);
  const top = useRef<HTMLDivElement>(null);
  const form = useForm<CampaignValues>({
    initialValues: initial,
    // not when a field is left: what is below would move away under the mouse
    validateInputOnChange: ['name'],
    onValuesChange: (values) => kept.keep(values),
    validate: {
      name: (name) =>
        name.trim() === '' ? t('needed.name') : [...name.trim()].length > 64 ? t('tooLong') : null,
      contactListId: (id) => (id === '' ? t('needed.contactList') : null),
      messagesPerMinute: (rate) => rateFault(rate),
      whatsAppColumn: (column, { contactListId }) =>
        column === '' && contactListId !== '' ? t('needed.column') : null,
      templateId: (id) => (id === '' ? t('needed.template') : null),
      integrationId: (id) => (id === '' ? t('needed.integration') : null),
      times: (times) => {
        const fault = firstFault(times);
        return fault && timesWords(`fault.${fault}`);
      },
      sorts: {
        fieldName: (name) => (name === '' ? t('needed.sort') : null),
      },
    },
  });
  const values = form.getValues();
  const { data: list } = useContactList(values.contactListId);
  const { data: integrations = [] } = useIntegrations();
  const { data: templates = [], refetch: readTemplates, isSuccess: hasTemplates } = useTemplates();
  const { data: divisions = [] } = useDivisions();
  const { data: contacts = [] } = useFirstContacts(values.contactListId, list?.size);
  const integration = integrations.find(({ id }) => id === values.integrationId);
  const perSecond = integration && 'health' in integration ? integration.health?.perSecond : undefined;
  const maxRate = perSecond === undefined ? DEFAULT_MAX_RATE : perSecond * 60;
  const chosen = templates.find(({ id }) => id === values.templateId);
  const stored = useMemo(() => (chosen ? storedOf(chosen) : null), [chosen]);
  const wanted = useMemo(() => (stored ? wantedOf(stored) : []), [stored]);

  function rateFault(rate: number | ''): string | null {
    if (rate === '' || rate < 1) return t('needed.rate');
    return rate > maxRate ? t('tooFast', { rate, max: maxRate }) : null;
  }
  useEffect(() => {
    if (form.isTouched('messagesPerMinute')) form.validateField('messagesPerMinute');
    // eslint-disable-next-line react-hooks/exhaustive-deps -- another number has another maximum
  }, [maxRate]);

  const showFaults = (error: unknown): void => {
    setFailure(error);
    if (!(error instanceof ApiFailure)) return;
    const beside = error.faults.flatMap((fault) => {
      const field = fieldOfFault(fault);
      return field === null ? [] : [[field, fault.message] as const];
    });
    const errors: Record<string, string> = {};
    for (const [field, message] of beside)
      errors[field] = errors[field] ? `${errors[field]} ${message}` : message;
    form.setErrors(errors);
    // what stands beside its field is not said twice
    if (beside.length === error.faults.length && error.faults.length > 0) setFailure(null);
    if (error.code === 'invalid.update.wrong.version') onConflict(form.getValues());
  };
  const save = async (): Promise<void> => {
    setFailure(null);
    try {
      // which parameters the template has is not known before
      const known = hasTemplates ? templates : (await readTemplates(ONCE_AND_WHOLE)).data;
      await onSave(bodyOf(form.getValues(), wantedIn(known ?? [], form.getValues().templateId), present));
      kept.drop();
    } catch (error) {
      showFaults(error);
      top.current?.scrollIntoView({ block: 'start' });
    }
  };
  const faults = Object.values(form.errors).filter(Boolean);
  return (
    <form onSubmit={form.onSubmit(save, () => top.current?.scrollIntoView({ block: 'start' }))} noValidate>
      <Stack gap="md" ref={top} maw={1000}>
        {failure !== null && <Failure error={failure} />}
        {faults.length > 0 && (
          <Alert color="red" role="alert" title={t('faults', { count: faults.length })}>
            <List size="sm">
              {faults.map((fault, at) => (
                <List.Item key={at}>{fault}</List.Item>
              ))}
            </List>
          </Alert>
        )}
        {isRunning && <Alert color="blue">{t('running')}</Alert>}
        <Step title={t('step.name')}>
          <SimpleGrid cols={{ base: 1, sm: 2 }}>
            <TextInput
              label={t('name')}
              description={t('nameHelp')}
              required
              maxLength={200}
              {...form.getInputProps('name')}
            />
            <Select
              label={t('division')}
              description={t('divisionHelp')}
              placeholder={t('home')}
              disabled={present !== null}
              data={divisions.map(({ id, name }) => ({ value: id, label: name }))}
              {...form.getInputProps('divisionId')}
              value={values.divisionId === '' ? null : values.divisionId}
              onChange={(id: string | null) => form.setFieldValue('divisionId', id ?? '')}
            />
          </SimpleGrid>
        </Step>
        <Step title={t('step.who')} help={t('step.whoHelp')}>
          <ContactListField form={form} isFixed={isRunning} chosen={list} />
          {!isRunning && <CreateInPlace kind="contactlists" form={form} />}
          <FilterField form={form} isFixed={isRunning} known={present?.contactListFilters} />
          {!isRunning && <CreateInPlace kind="filter" form={form} />}
        </Step>
        <Step title={t('step.pace')}>
          <NumberInput
            label={t('rate')}
            description={t('rateHelp', { max: maxRate })}
            required
            min={1}
            allowDecimal={false}
            allowNegative={false}
            thousandSeparator=","
            maw={320}
            {...form.getInputProps('messagesPerMinute')}
            onChange={(rate) => {
              const typed = typeof rate === 'number' ? rate : rate === '' ? '' : Number(rate);
              form.setFieldValue('messagesPerMinute', typed);
              form.setFieldError('messagesPerMinute', rateFault(typed));
            }}
          />
          <Duration contacts={list?.size} rate={values.messagesPerMinute} max={maxRate} />
          <DncField form={form} isFixed={isRunning} known={present?.dncLists} />
          {!isRunning && <CreateInPlace kind="dnclists" form={form} />}
        </Step>
        <Step title={t('step.message')} help={t('step.messageHelp')}>
          <SimpleGrid cols={{ base: 1, sm: 2 }}>
            <Select
              label={t('type')}
              description={t('typeHelp')}
              data={[{ value: 'WHATSAPP', label: 'WhatsApp' }]}
              value="WHATSAPP"
              readOnly
            />
            <Select
              label={t('column')}
              description={t('columnHelp')}
              required
              disabled={isRunning || !list}
              data={(list?.whatsAppColumns ?? []).map(({ columnName }) => columnName)}
              {...form.getInputProps('whatsAppColumn')}
            />
          </SimpleGrid>
          <TemplateFields
            form={form}
            templates={withKnown(templates, present ? [present.whatsAppConfig.contentTemplate] : undefined)}
            stored={stored}
            wanted={wanted}
            columns={list?.columnNames ?? []}
            contacts={contacts}
            isFixed={isRunning}
          />
          <IntegrationField
            form={form}
            integrations={withKnown(
              integrations,
              present ? [present.whatsAppConfig.whatsAppIntegration] : undefined,
            )}
            isFixed={isRunning}
          />
        </Step>
        <Step title={t('step.when')} help={t('step.whenHelp')}>
          <Switch
            label={t('always')}
            description={t('alwaysHelp')}
            {...form.getInputProps('alwaysRunning', { type: 'checkbox' })}
          />
          <TimesField form={form} isFixed={isRunning} />
        </Step>
        <Step title={t('step.sort')} help={t('step.sortHelp')}>
          <SortField form={form} columns={list?.columnNames ?? []} isFixed={isRunning} />
        </Step>
        <Group justify="flex-end">
          <Button
            variant="default"
            onClick={() => {
              kept.drop();
              onCancel();
            }}
          >
            {t('cancel')}
          </Button>
          <Button type="submit" loading={form.submitting}>
            {t('save')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
