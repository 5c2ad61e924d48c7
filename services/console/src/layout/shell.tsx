/** What stands around every page: where one is, where one can go, who one is. */
import {
  AppShell,
  Avatar,
  Burger,
  Group,
  Menu,
  NavLink,
  ScrollArea,
  Stack,
  Text,
  UnstyledButton,
  VisuallyHidden,
} from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconLogout, IconUser } from '@tabler/icons-react';
import { Link, Outlet, useRouterState } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { useTranslations } from 'use-intl';
import { useSession } from '../access/session.tsx';
import { AwayNotice } from '../live/away-notice.tsx';
import { Mark } from './mark.tsx';
import { places } from './places.ts';
import { Preferences } from './preferences.tsx';
import classes from './shell.module.css';

export function Shell() {
  const t = useTranslations('shell');
  const product = useTranslations('access')('product');
  const [isOpen, { toggle, close }] = useDisclosure();
  const path = useRouterState({ select: ({ location }) => location.pathname });
  useEffect(() => close(), [path, close]);
  return (
    <>
      <a className="skip-link" href="#page">
        {t('skip')}
      </a>
      <AppShell
        header={{ height: 56 }}
        navbar={{ width: 248, breakpoint: 'sm', collapsed: { mobile: !isOpen } }}
        padding={{ base: 'md', sm: 'xl' }}
      >
        <AppShell.Header className={classes['header'] ?? ''}>
          <Group h="100%" px="md" justify="space-between" wrap="nowrap">
            <Group gap="sm" wrap="nowrap">
              <Burger opened={isOpen} onClick={toggle} hiddenFrom="sm" size="sm" aria-label={t('menu')} />
              <UnstyledButton component={Link} to="/campaigns" aria-label={product}>
                <Group gap={10} wrap="nowrap">
                  <Mark size={28} />
                  <Text fw={650} visibleFrom="xs" aria-hidden>
                    {product}
                  </Text>
                </Group>
              </UnstyledButton>
            </Group>
            <Group gap="xs" wrap="nowrap">
              <Preferences />
              <Person />
            </Group>
          </Group>
        </AppShell.Header>
        <AppShell.Navbar className={classes['navbar'] ?? ''} component="nav" aria-label={t('navigation')}>
          <Navigation path={path} />
        </AppShell.Navbar>
        <AppShell.Main id="page" tabIndex={-1} className={classes['main'] ?? ''}>
          <div className={classes['page']}>
            <AwayNotice />
            <Outlet />
          </div>
        </AppShell.Main>
      </AppShell>
    </>
  );
}

function Navigation({ path }: { path: string }) {
  const t = useTranslations('shell');
  const { may } = useSession();
  const here = useRef<HTMLAnchorElement>(null);
  // a small window does not show all places
  useEffect(() => {
    here.current?.scrollIntoView({ block: 'nearest' });
  }, [path]);
  return (
    <AppShell.Section grow component={ScrollArea} p="sm">
      <Stack gap="md">
        {Object.entries(places).map(([group, all]) => {
          const open = all.filter(({ needs }) => needs.some((permission) => may(permission)));
          if (open.length === 0) return null;
          return (
            <Stack key={group} gap={2}>
              <Text size="xs" fw={600} c="dimmed" px="sm" pb={2}>
                {t(`group.${group as keyof typeof places}`)}
              </Text>
              {open.map(({ name, to, icon: Icon }) => {
                const isHere = path === to || path.startsWith(`${to}/`);
                return (
                  <NavLink
                    key={to}
                    ref={isHere ? here : undefined}
                    component={Link}
                    to={to}
                    label={t(`place.${name}`)}
                    leftSection={<Icon size={18} stroke={1.6} aria-hidden />}
                    active={isHere}
                    aria-current={isHere ? 'page' : undefined}
                    className={classes['link'] ?? ''}
                  />
                );
              })}
            </Stack>
          );
        })}
      </Stack>
    </AppShell.Section>
  );
}

function Person() {
  const t = useTranslations('shell');
  const { me, signOut } = useSession();
  return (
    <Menu position="bottom-end" shadow="md" width={240}>
      <Menu.Target>
        <UnstyledButton>
          <Avatar name={me.name} color="jade" size={34} radius="xl" />
          <VisuallyHidden>{t('account', { name: me.name })}</VisuallyHidden>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Stack gap={0} p="sm">
          <Text fw={600} size="sm" truncate>
            {me.name}
          </Text>
          <Text size="xs" c="dimmed" truncate>
            {me.email}
          </Text>
        </Stack>
        <Menu.Divider />
        <Menu.Item component={Link} to="/account" leftSection={<IconUser size={16} />}>
          {t('place.account')}
        </Menu.Item>
        <Menu.Item leftSection={<IconLogout size={16} />} onClick={() => void signOut()}>
          {t('signOut')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
