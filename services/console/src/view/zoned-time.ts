/** Times of a campaign in the campaign's zone, which is named: the reader may sit in another one. */
import { useMemo } from 'react';
import { useLocale } from 'use-intl';

export function useZonedTime() {
  const locale = useLocale();
  return useMemo(
    () => ({
      /** "Nov 27, 2026, 9:00 AM GMT+1". @param zone IANA name */
      inZone: (at: string | Date, zone: string): string => {
        const options = {
          ...({ year: 'numeric', month: 'short', day: 'numeric' } as const),
          ...({ hour: 'numeric', minute: '2-digit' } as const),
          timeZoneName: 'short',
        } as const;
        try {
          return new Intl.DateTimeFormat(locale, { ...options, timeZone: zone }).format(new Date(at));
        } catch {
          // a zone that this browser does not know
          return new Intl.DateTimeFormat(locale, options).format(new Date(at));
        }
      },
    }),
    [locale],
  );
}
