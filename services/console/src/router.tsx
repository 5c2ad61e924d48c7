/** Addresses of the console. Each page is loaded when it is first opened. */
import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
} from '@tanstack/react-router';
import * as z from 'zod/mini';
import { Shell } from './layout/shell.tsx';
import { NoSuchPage } from './layout/no-such-page.tsx';
import { PageFailed } from './layout/page-failed.tsx';
import { listSearch, optionalText } from './view/list-search.ts';

const root = createRootRoute({ component: Shell, notFoundComponent: NoSuchPage, errorComponent: PageFailed });

const page = <P extends string>(path: P, load: () => Promise<Record<string, unknown>>, name: string) =>
  createRoute({
    getParentRoute: () => root,
    path,
    component: lazyRouteComponent(load as () => Promise<Record<string, () => null>>, name),
  });

const list = <P extends string>(path: P, load: () => Promise<Record<string, unknown>>, name: string) =>
  createRoute({
    getParentRoute: () => root,
    path,
    validateSearch: listSearch,
    component: lazyRouteComponent(load as () => Promise<Record<string, () => null>>, name),
  });

const home = createRoute({
  getParentRoute: () => root,
  path: '/',
  beforeLoad: () => {
    // eslint-disable-next-line @typescript-eslint/only-throw-error -- the router's way
    throw redirect({ to: '/campaigns' });
  },
});

export const router = createRouter({
  routeTree: root.addChildren([
    home,
    list('/campaigns', () => import('./campaigns/campaigns-page.tsx'), 'CampaignsPage'),
    createRoute({
      getParentRoute: () => root,
      path: '/campaigns/new',
      validateSearch: z.object({ copy: optionalText }),
      component: lazyRouteComponent(() => import('./campaigns/edit/edit-page.tsx'), 'NewCampaignPage'),
    }),
    page('/campaigns/$campaignId/edit', () => import('./campaigns/edit/edit-page.tsx'), 'EditCampaignPage'),
    page('/campaigns/$campaignId', () => import('./campaigns/page/campaign-page.tsx'), 'CampaignPage'),
    list('/contact-lists', () => import('./lists/lists-page.tsx'), 'ContactListsPage'),
    list('/contact-lists/$listId', () => import('./lists/contact-list-page.tsx'), 'ContactListPage'),
    list('/contact-list-filters', () => import('./filters/filters-page.tsx'), 'FiltersPage'),
    createRoute({
      getParentRoute: () => root,
      path: '/contact-list-filters/new',
      validateSearch: z.object({ copy: optionalText, list: optionalText }),
      component: lazyRouteComponent(() => import('./filters/filter-page.tsx'), 'NewFilterPage'),
    }),
    page('/contact-list-filters/$filterId', () => import('./filters/filter-page.tsx'), 'FilterPage'),
    list('/dnc-lists', () => import('./lists/lists-page.tsx'), 'DncListsPage'),
    page('/dnc-lists/$listId', () => import('./lists/dnc-list-page.tsx'), 'DncListPage'),
    list('/integrations', () => import('./provider/integrations-page.tsx'), 'IntegrationsPage'),
    list('/templates', () => import('./provider/templates-page.tsx'), 'TemplatesPage'),
    list('/interactions', () => import('./interactions/interactions-page.tsx'), 'InteractionsPage'),
    list('/events', () => import('./watch/events-page.tsx'), 'EventsPage'),
    list('/opt-outs', () => import('./optouts/opt-outs-page.tsx'), 'OptOutsPage'),
    list('/dead-letters', () => import('./dead-letters/dead-letters-page.tsx'), 'DeadLettersPage'),
    list('/users', () => import('./admin/users-page.tsx'), 'UsersPage'),
    list('/roles', () => import('./admin/roles-page.tsx'), 'RolesPage'),
    list('/oauth-clients', () => import('./admin/clients-page.tsx'), 'ClientsPage'),
    list(
      '/webhook-subscriptions',
      () => import('./subscriptions/subscriptions-page.tsx'),
      'SubscriptionsPage',
    ),
    list('/divisions', () => import('./admin/divisions-page.tsx'), 'DivisionsPage'),
    page('/account', () => import('./access/account-page.tsx'), 'AccountPage'),
  ]),
  defaultPreload: 'intent',
  scrollRestoration: true,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
