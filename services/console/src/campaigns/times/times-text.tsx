/** Callable times to look at: in words, and each day as a bar. */
import { Stack, Text } from '@mantine/core';
import type { Campaign } from '../../api/types.ts';
import { useTimeWords } from './use-time-words.ts';
import { rangesOf, weekdays, weekOf } from './week.ts';
import classes from './times-text.module.css';

const DAY_MINUTES = 1_440;

export function TimesText({ times }: { times: NonNullable<Campaign['callableTimes']> }) {
  const { all, short } = useTimeWords();
  const week = weekOf(times.ranges);
  return (
    <Stack gap={6}>
      <span>
        {all(rangesOf(week))} ({times.timeZone})
      </span>
      <div className={classes['week']} aria-hidden>
        {week.map((spans, day) => (
          <div key={day} className={classes['day']}>
            <Text component="span" size="xs" c="dimmed">
              {short(weekdays[day] ?? 'MON')}
            </Text>
            <span className={classes['bar']}>
              {spans.map(({ from, to }) => (
                <span
                  key={from}
                  className={classes['span']}
                  style={{
                    insetInlineStart: `${(from / DAY_MINUTES) * 100}%`,
                    inlineSize: `${((to - from) / DAY_MINUTES) * 100}%`,
                  }}
                />
              ))}
            </span>
          </div>
        ))}
      </div>
    </Stack>
  );
}
