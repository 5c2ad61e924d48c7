/** Days of the week and times of the day as the reader's locale writes them. */
import { useMemo } from 'react';
import { useLocale, useTranslations } from 'use-intl';
import { minuteOf, runsOfDays, weekdays, type Day, type Range } from './week.ts';
import { DAY as DAY_MS } from '../../../../domain/time/lengths.ts';

/** A Monday. */
const MONDAY = Date.UTC(2024, 0, 1);
const MINUTE_MS = 60_000;
const DAY = 1_440;

export function useTimeWords() {
  const locale = useLocale();
  const t = useTranslations('times');
  return useMemo(() => {
    const format = (options: Intl.DateTimeFormatOptions) =>
      new Intl.DateTimeFormat(locale, { ...options, timeZone: 'UTC' });
    const [short, long, clock] = [
      format({ weekday: 'short' }),
      format({ weekday: 'long' }),
      format({ hour: 'numeric', minute: '2-digit' }),
    ];
    const dayAt = (day: Day): Date => new Date(MONDAY + weekdays.indexOf(day) * DAY_MS);
    const is24Hours = clock.resolvedOptions().hour12 === false;
    const time = (minute: number): string =>
      minute === DAY && is24Hours ? '24:00' : clock.format(new Date(MONDAY + minute * MINUTE_MS));
    const range = ({ days, start, end }: Range): string =>
      t(start === '00:00' && end === '24:00' ? 'wholeDays' : 'range', {
        days: runsOfDays(days)
          .map(([first, last]) =>
            first === last
              ? short.format(dayAt(first))
              : t('dayRun', { first: short.format(dayAt(first)), last: short.format(dayAt(last)) }),
          )
          .join(', '),
        from: time(minuteOf(start) ?? 0),
        to: time(minuteOf(end) ?? 0),
      });
    return {
      short: (day: Day) => short.format(dayAt(day)),
      long: (day: Day) => long.format(dayAt(day)),
      time,
      /** In a sentence: "Mon–Fri 9:00 AM – 8:00 PM; Sat …". */
      all: (ranges: readonly Range[]): string => ranges.map(range).join('; '),
    };
  }, [locale, t]);
}
