/** What can be done with a row; nothing is shown where nothing is permitted. */
import { ActionIcon, Group, Menu } from '@mantine/core';
import { IconDots } from '@tabler/icons-react';
import type { ReactNode } from 'react';

export type Deed = {
  readonly label: string;
  readonly icon: ReactNode;
  readonly isDangerous?: boolean;
  readonly act: () => void;
};

export function RowMenu({ label, deeds }: { label: string; deeds: ReadonlyArray<Deed | false> }) {
  const permitted = deeds.filter((deed) => deed !== false);
  if (permitted.length === 0) return null;
  return (
    <Group justify="flex-end">
      <Menu position="bottom-end" shadow="md" width={220}>
        <Menu.Target>
          <ActionIcon variant="default" size="lg" aria-label={label}>
            <IconDots size={18} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {permitted.map(({ label: text, icon, isDangerous, act }) => (
            <Menu.Item key={text} leftSection={icon} onClick={act} {...(isDangerous ? { color: 'red' } : {})}>
              {text}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
    </Group>
  );
}
