import { Paper, Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';

/** A step of the page: its heading, what it is for, and its fields. */
export function Step({ title, help, children }: { title: string; help?: string; children: ReactNode }) {
  return (
    <Paper component="section" withBorder radius="lg" p="lg" bg="var(--surface)">
      <Stack gap="md">
        <Stack gap={2}>
          <Title order={2}>{title}</Title>
          {help && (
            <Text size="sm" c="dimmed" maw="70ch">
              {help}
            </Text>
          )}
        </Stack>
        {children}
      </Stack>
    </Paper>
  );
}
