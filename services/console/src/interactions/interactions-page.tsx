/** Interactions of all campaigns: who got what when, and how far it came. */
import { useTranslations } from 'use-intl';
import { useListSearch } from '../view/list-search.ts';
import { PageHeader } from '../view/page-header.tsx';
import { dayOf, type InteractionSearch } from './interaction-search.ts';
import { InteractionTable } from './interaction-table.tsx';
import { DAY } from '../../../domain/time/lengths.ts';

const SHOWN_DAYS = 30;

/** Of the last days unless the address says which. */
export function InteractionsPage() {
  const t = useTranslations('interactions');
  const { search, change, page, onPage } = useListSearch({ by: 'conversationStart', descending: true });
  const now = Date.now();
  const wanted: InteractionSearch = {
    campaignId: search.campaign,
    deliveryStatus: search.status,
    wrapUpCode: search.code,
    who: search.q,
    from: search.from ?? dayOf(new Date(now - SHOWN_DAYS * DAY)),
    to: search.to ?? dayOf(new Date(now)),
  };
  return (
    <>
      <PageHeader title={t('title')} lead={t('lead')} />
      <InteractionTable
        search={wanted}
        onSearch={(changes) => change(inAddress(changes))}
        page={page}
        onPage={onPage}
      />
    </>
  );
}

/** Names of the address. */
function inAddress(changes: Partial<InteractionSearch>): Record<string, string | undefined> {
  const names: Record<keyof InteractionSearch, string> = {
    campaignId: 'campaign',
    deliveryStatus: 'status',
    wrapUpCode: 'code',
    who: 'q',
    from: 'from',
    to: 'to',
  };
  return Object.fromEntries(
    Object.entries(changes).map(([name, value]) => [names[name as keyof InteractionSearch], value]),
  );
}
