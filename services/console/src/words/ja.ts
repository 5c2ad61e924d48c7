/** Japanese. Names of things are those of Genesys Cloud in Japanese. */
import type { Words } from './en.ts';
import { accounts, clients, roles, users } from './ja/accounts.ts';
import { campaign, campaigns } from './ja/campaigns.ts';
import { edit } from './ja/edit.ts';
import { access, dialog, failure, shell, table, live } from './ja/frame.ts';
import { filters } from './ja/filters.ts';
import { interactions } from './ja/interactions.ts';
import { lists } from './ja/lists.ts';
import { divisions, events, provider, templates } from './ja/places.ts';
import { subscriptions } from './ja/subscriptions.ts';
import { times } from './ja/times.ts';
import { contacts, dncNumbers, used } from './ja/contacts.ts';
import { deadLetters, optOuts } from './ja/watch.ts';

export const ja: Words = {
  access,
  failure,
  live,
  shell,
  table,
  dialog,
  campaigns,
  campaign,
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
