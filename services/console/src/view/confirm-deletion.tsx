/** Asks before something is deleted; afterwards its list is read again. */
import { Text } from '@mantine/core';
import { useQueryClient, type QueryKey } from '@tanstack/react-query';
import { Confirm } from './confirm.tsx';

export type Deletion = {
  readonly title: string;
  readonly text: string;
  readonly confirm: string;
  readonly act: () => Promise<unknown>;
  readonly queryKey: QueryKey;
};

export function ConfirmDeletion({ deletion, onClose }: { deletion: Deletion | null; onClose: () => void }) {
  const client = useQueryClient();
  return (
    <Confirm
      question={
        deletion && {
          title: deletion.title,
          text: <Text>{deletion.text}</Text>,
          confirm: deletion.confirm,
          isDangerous: true,
          act: async () => {
            await deletion.act();
            await client.invalidateQueries({ queryKey: deletion.queryKey });
          },
        }
      }
      onClose={onClose}
    />
  );
}
