/** A role and its permissions: made, copied, changed, or only looked at. */
import {
  Accordion,
  Badge,
  Button,
  Checkbox,
  Code,
  Group,
  Loader,
  Modal,
  Stack,
  Textarea,
} from '@mantine/core';
import { Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import type { PermissionCollection, Role } from '../api/types.ts';
import { Failure } from '../view/failure.tsx';
import { FormDialog } from '../view/form-dialog.tsx';
import { saveRole, usePermissions, useReadAgain } from './account-queries.ts';
import { EVERYTHING, isHeldByWider, patternOf, patternsOf, policiesOf, ticked } from './permission-values.ts';

/** The same in each row: actions stand below each other. */
const ACTION_WIDTH = 68;

/** `new` with a role: a copy of it. */
export type RoleFormOf =
  | { readonly how: 'new'; readonly role: Role | null }
  | { readonly how: 'edit' | 'look'; readonly role: Role };

export function RoleForm({ of: { how, role }, onClose }: { of: RoleFormOf; onClose: () => void }) {
  const t = useTranslations('roles');
  const close = useTranslations('dialog')('close');
  const readAgain = useReadAgain();
  const [held, setHeld] = useState<string[]>(() => patternsOf(role?.permissionPolicies ?? []));
  const form = useForm({
    initialValues: {
      name: role === null ? '' : how === 'new' ? t('copyName', { name: role.name }) : role.name,
      description: role?.description ?? '',
    },
    validate: { name: (name) => (name.trim() === '' ? t('nameNeeded') : null) },
  });
  if (how === 'look')
    return (
      <Modal opened onClose={onClose} size="xl" title={role.name} closeButtonProps={{ 'aria-label': close }}>
        <Stack>
          <Text c="dimmed">{role.description}</Text>
          <PermissionChoice held={held} />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {close}
            </Button>
          </Group>
        </Stack>
      </Modal>
    );
  const save = async (): Promise<boolean> => {
    if (form.validate().hasErrors) return false;
    const values = { ...form.getValues(), permissionPolicies: policiesOf(held) };
    await saveRole(values, how === 'edit' ? role : null);
    await readAgain();
    return true;
  };
  return (
    <FormDialog
      title={how === 'edit' ? t('editTitle', { name: role.name }) : t('create')}
      size="xl"
      onClose={onClose}
      onSubmit={save}
    >
      <TextInput label={t('name')} required data-autofocus {...form.getInputProps('name')} />
      <Textarea label={t('description')} autosize minRows={2} {...form.getInputProps('description')} />
      <PermissionChoice held={held} onChange={setHeld} />
    </FormDialog>
  );
}

type Choice = {
  readonly held: readonly string[];
  readonly onChange?: ((held: string[]) => void) | undefined;
};

function PermissionChoice({ held, onChange }: Choice) {
  const t = useTranslations('roles');
  const found = usePermissions();
  if (found.error) return <Failure error={found.error} onRetry={() => void found.refetch()} />;
  if (!found.data) return <Loader size="sm" aria-label="…" />;
  return (
    <Stack gap="xs">
      <Text size="sm" fw={600}>
        {t('permissions')}
      </Text>
      <Tick pattern={EVERYTHING} label={t('everythingHint')} held={held} onChange={onChange} />
      <Accordion variant="separated" radius="md" multiple order={3}>
        {found.data.entities.map((collection) => (
          <Domain key={collection.domain} collection={collection} held={held} onChange={onChange} />
        ))}
      </Accordion>
    </Stack>
  );
}

function Domain({
  collection: { domain, permissionMap },
  held,
  onChange,
}: Choice & { collection: PermissionCollection }) {
  const t = useTranslations('roles');
  const entities = Object.entries(permissionMap);
  const all = entities.flatMap(([entity, actions]) =>
    actions.map(({ action }) => patternOf(domain, entity, action)),
  );
  const count = all.filter((pattern) => held.includes(pattern) || isHeldByWider(held, pattern)).length;
  return (
    <Accordion.Item value={domain}>
      <Accordion.Control>
        <Group gap="sm">
          <Text fw={600} size="sm">
            {domain}
          </Text>
          <Badge variant="light" color={count === 0 ? 'gray' : 'jade'} tt="none">
            {t('ofAll', { count, all: all.length })}
          </Badge>
        </Group>
      </Accordion.Control>
      <Accordion.Panel>
        <Stack gap="sm">
          <Tick
            pattern={patternOf(domain)}
            label={t('domainHint', { domain })}
            held={held}
            onChange={onChange}
          />
          {entities.map(([entity, actions]) => (
            <Stack key={entity} gap={6}>
              <Code w="fit-content">{entity}</Code>
              <Group gap="xs" role="group" aria-label={entity}>
                <Tick
                  width={ACTION_WIDTH}
                  pattern={patternOf(domain, entity)}
                  label={t('all')}
                  held={held}
                  onChange={onChange}
                />
                {actions.map(({ action }) => (
                  <Tick
                    key={action}
                    width={ACTION_WIDTH}
                    pattern={patternOf(domain, entity, action)}
                    label={action}
                    held={held}
                    onChange={onChange}
                  />
                ))}
              </Group>
            </Stack>
          ))}
        </Stack>
      </Accordion.Panel>
    </Accordion.Item>
  );
}

function Tick({
  pattern,
  label,
  width,
  held,
  onChange,
}: Choice & { pattern: string; label: string; width?: number }) {
  const isWider = isHeldByWider(held, pattern);
  return (
    <Checkbox
      size="xs"
      {...(width === undefined ? {} : { miw: width })}
      label={label}
      checked={isWider || held.includes(pattern)}
      disabled={isWider || onChange === undefined}
      onChange={({ currentTarget }) => onChange?.(ticked(held, pattern, currentTarget.checked))}
    />
  );
}
