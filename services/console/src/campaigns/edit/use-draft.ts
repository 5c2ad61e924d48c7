/**
 * What was typed survives a reload: kept in the browser a moment after each change, and gone once it is saved
 * or thrown away.
 */
import { useDebouncedCallback } from '@mantine/hooks';
import { useCallback } from 'react';
import { forget, keep, readKept } from '../../view/kept.ts';
import { campaignValues, type CampaignValues } from './campaign-values.ts';

const TYPING_MS = 300;

export function readDraft(name: string): CampaignValues | null {
  const read = campaignValues.safeParse(readKept(`draft.${name}`));
  return read.success ? read.data : null;
}

/** @param name of the campaign's page: its id, `new`, or `copy` with the id of the original */
export function useDraft(name: string) {
  const later = useDebouncedCallback((values: CampaignValues) => keep(`draft.${name}`, values), TYPING_MS);
  const drop = useCallback(() => {
    later.cancel();
    forget(`draft.${name}`);
  }, [later, name]);
  return { keep: later, drop };
}
