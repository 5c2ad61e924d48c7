/** Language and colours, for who is signed in and for who is not. */
import { ActionIcon, Group, Menu, useMantineColorScheme, type MantineColorScheme } from '@mantine/core';
import { IconCheck, IconDeviceDesktop, IconLanguage, IconMoon, IconSun } from '@tabler/icons-react';
import { useTranslations } from 'use-intl';
import { languages, useLanguage, type Language } from '../words/language.tsx';

const schemes = { light: IconSun, dark: IconMoon, auto: IconDeviceDesktop } as const;

export function Preferences() {
  const t = useTranslations('shell');
  const { language, choose } = useLanguage();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const Scheme = schemes[colorScheme];
  const check = (isChosen: boolean) => (isChosen ? <IconCheck size={16} /> : null);
  return (
    <Group gap={4}>
      <Menu position="bottom-end" shadow="md">
        <Menu.Target>
          <ActionIcon
            variant="subtle"
            color="gray"
            size="lg"
            aria-label={t('language')}
            title={t('language')}
          >
            <IconLanguage size={20} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {(Object.keys(languages) as Language[]).map((one) => (
            <Menu.Item
              key={one}
              lang={one}
              rightSection={check(one === language)}
              onClick={() => choose(one)}
            >
              {languages[one]}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      <Menu position="bottom-end" shadow="md">
        <Menu.Target>
          <ActionIcon variant="subtle" color="gray" size="lg" aria-label={t('colours')} title={t('colours')}>
            <Scheme size={20} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {(Object.keys(schemes) as MantineColorScheme[]).map((one) => (
            <Menu.Item
              key={one}
              rightSection={check(one === colorScheme)}
              onClick={() => setColorScheme(one)}
            >
              {t(`scheme.${one}`)}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
    </Group>
  );
}
