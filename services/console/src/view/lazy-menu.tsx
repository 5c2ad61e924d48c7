/** A menu behind a button with three dots. It is made when it is first opened: a table has a hundred of them. */
import { ActionIcon, Menu } from '@mantine/core';
import { IconDots } from '@tabler/icons-react';
import { useEffect, useRef, useState, type ReactNode } from 'react';

type Props = {
  readonly label: string;
  readonly size?: string;
  readonly children: () => ReactNode;
};

export function LazyMenu({ label, size = 'lg', children }: Props) {
  const [isMade, setMade] = useState(false);
  const [isOpen, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (!isMade) return;
    // the button is a new one: the focus that the menu gives back when it closes
    button.current?.focus();
    setOpen(true);
  }, [isMade]);
  const dots = (
    <ActionIcon
      ref={button}
      variant="default"
      size={size}
      aria-label={label}
      {...(isMade ? {} : { 'aria-haspopup': 'menu', 'aria-expanded': false, onClick: () => setMade(true) })}
    >
      <IconDots size={18} />
    </ActionIcon>
  );
  if (!isMade) return dots;
  return (
    <Menu position="bottom-end" shadow="md" width={200} opened={isOpen} onChange={setOpen}>
      <Menu.Target>{dots}</Menu.Target>
      <Menu.Dropdown>{children()}</Menu.Dropdown>
    </Menu>
  );
}
