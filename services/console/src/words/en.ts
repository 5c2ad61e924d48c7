/** Every word of the console in English: the shape that other languages must have. Texts are ICU messages. */
import { access, failure, shell, table, dialog, live } from './en/frame.ts';
import { accounts, clients, roles, users } from './en/accounts.ts';
import { campaignPage } from './en/campaign-page.ts';
import { campaign, campaigns } from './en/campaigns.ts';
import { edit } from './en/edit.ts';
import { filters } from './en/filters.ts';
import { interactions } from './en/interactions.ts';
import { lists } from './en/lists.ts';
import { divisions, events, provider, templates } from './en/places.ts';
import { subscriptions } from './en/subscriptions.ts';
import { times } from './en/times.ts';
import { contacts, dncNumbers, used } from './en/contacts.ts';
import { deadLetters, optOuts } from './en/watch.ts';

export const en = {
  access,
  failure,
  live,
  shell,
  table,
  dialog,
  campaigns,
  campaign: { ...campaign, ...campaignPage },
  edit,
  times,
  lists,
  contacts,
  dncNumbers,
  used,
  filters,
  interactions,
  provider,
  templates,
  events,
  optOuts,
  deadLetters,
  divisions,
  accounts,
  users,
  clients,
  roles,
  subscriptions,
};

/** The same keys with a text each. */
type SameKeys<T> = { [K in keyof T]: T[K] extends string ? string : SameKeys<T[K]> };
export type Words = SameKeys<typeof en>;
