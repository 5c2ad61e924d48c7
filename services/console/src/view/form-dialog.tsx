/** A form in a dialog: what it asks for, what the server refused of it, and its two buttons. */
import { Button, Group, Modal, Stack, type ModalProps } from '@mantine/core';
import { useState, type FormEvent, type ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { Failure } from './failure.tsx';

type Props = {
  readonly title: string;
  /** "Save" unless given. */
  readonly submit?: string;
  readonly size?: ModalProps['size'];
  readonly isIncomplete?: boolean;
  readonly onClose: () => void;
  /** The dialog closes when it is done; false: it stays. */
  readonly onSubmit: () => Promise<boolean | void>;
  /** Refusals that the fields show themselves. @returns whether all of it is shown there */
  readonly onRefused?: (error: unknown) => boolean;
  readonly children: ReactNode;
};

export function FormDialog({
  title,
  submit,
  size = 'md',
  isIncomplete = false,
  onClose,
  onSubmit,
  onRefused,
  children,
}: Props) {
  const t = useTranslations('dialog');
  const [failure, setFailure] = useState<unknown>(null);
  const [isBusy, setBusy] = useState(false);
  const act = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    // a form inside a form: the outer one is not sent
    event.stopPropagation();
    setBusy(true);
    setFailure(null);
    try {
      if ((await onSubmit()) !== false) return onClose();
    } catch (error) {
      if (!onRefused?.(error)) setFailure(error);
    }
    setBusy(false);
  };
  return (
    <Modal opened onClose={onClose} size={size} title={title} closeButtonProps={{ 'aria-label': t('close') }}>
      <form onSubmit={(event) => void act(event)} noValidate>
        <Stack>
          {failure !== null && <Failure error={failure} />}
          {children}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t('cancel')}
            </Button>
            <Button type="submit" loading={isBusy} disabled={isIncomplete}>
              {submit ?? t('save')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
