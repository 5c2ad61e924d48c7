/** Asks before something is done, and says what will happen; a refusal is shown in its place. */
import { Button, Group, Modal, Stack, type ModalProps } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { Failure } from './failure.tsx';

export type Question = {
  readonly title: string;
  readonly text: ReactNode;
  readonly confirm: string;
  readonly isDangerous?: boolean;
  readonly size?: ModalProps['size'];
  readonly act: () => Promise<unknown>;
};

/** The answers stay in sight below a long text. */
const inSight = {
  position: 'sticky',
  insetBlockEnd: 0,
  backgroundColor: 'var(--mantine-color-body)',
} as const;

export function Confirm({ question, onClose }: { question: Question | null; onClose: () => void }) {
  return (
    <Modal
      opened={question !== null}
      onClose={onClose}
      title={question?.title}
      {...(question?.size === undefined ? {} : { size: question.size })}
      centered
      closeButtonProps={{ 'aria-label': useTranslations('dialog')('close') }}
    >
      {question && <Body question={question} onClose={onClose} />}
    </Modal>
  );
}

function Body({ question, onClose }: { question: Question; onClose: () => void }) {
  const t = useTranslations('dialog');
  const [error, setError] = useState<unknown>(null);
  const [isBusy, setBusy] = useState(false);
  const act = async (): Promise<void> => {
    setBusy(true);
    setError(null);
    try {
      await question.act();
      onClose();
    } catch (failure) {
      setError(failure);
      setBusy(false);
    }
  };
  return (
    <Stack>
      <Stack gap="xs">{question.text}</Stack>
      {error !== null && <Failure error={error} />}
      <Group justify="flex-end" py="sm" style={inSight}>
        <Button variant="default" onClick={onClose} disabled={isBusy}>
          {t('cancel')}
        </Button>
        <Button
          loading={isBusy}
          onClick={() => void act()}
          data-autofocus
          {...(question.isDangerous ? { color: 'red' } : {})}
        >
          {question.confirm}
        </Button>
      </Group>
    </Stack>
  );
}
