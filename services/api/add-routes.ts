/** Every resource of the API, in the order of its documentation. */
import { addClientRoutes } from './accounts/client-routes.ts';
import { addGrantRoutes } from './accounts/grant-routes.ts';
import { addPermissionRoutes } from './accounts/permission-routes.ts';
import { addRoleRoutes } from './accounts/role-routes.ts';
import { addUserListRoutes } from './accounts/user-list-routes.ts';
import { addUserRoutes } from './accounts/user-routes.ts';
import { addConversationRoutes } from './analytics/conversation-routes.ts';
import type { ApiParts } from './api-parts.ts';
import { addAuditRoutes } from './audits/audit-routes.ts';
import { addCampaignListRoutes } from './campaigns/campaign-list-routes.ts';
import { addCampaignRoutes } from './campaigns/campaign-routes.ts';
import { addCampaignResendRoutes } from './campaigns/campaign-resend-routes.ts';
import { addCampaignRunRoutes } from './campaigns/campaign-run-routes.ts';
import { addContactListContactRoutes } from './contacts/contact-list-routes.ts';
import { addContactRoutes } from './contacts/contact-routes.ts';
import { addDncListListRoutes } from './dnc/dnc-list-list-routes.ts';
import { addDncListRoutes } from './dnc/dnc-list-routes.ts';
import { addDncNumberListRoutes } from './dnc/dnc-number-list-routes.ts';
import { addDncNumberRoutes } from './dnc/dnc-number-routes.ts';
import { addExportRoutes } from './exports/export-routes.ts';
import { addFilterListRoutes } from './filters/filter-list-routes.ts';
import { addFilterRoutes } from './filters/filter-routes.ts';
import { addContactListListRoutes } from './lists/contact-list-list-routes.ts';
import { addContactListRoutes } from './lists/contact-list-routes.ts';
import { addDeadLetterRoutes } from './dead-letters/dead-letter-routes.ts';
import { addDivisionListRoutes } from './divisions/division-list-routes.ts';
import { addDivisionRoutes } from './divisions/division-routes.ts';
import { addEventRoutes } from './events/event-routes.ts';
import { addIntegrationRoutes } from './integrations/integration-routes.ts';
import { addOptOutRoutes } from './opt-outs/opt-out-routes.ts';
import { addPersonRoutes } from './people/person-routes.ts';
import { addLibraryRoutes } from './responses/library-routes.ts';
import { addResponseRoutes } from './responses/response-routes.ts';
import { addDeliveryRoutes } from './subscriptions/delivery-routes.ts';
import { addSubscriptionRoutes } from './subscriptions/subscription-routes.ts';
import { addWrapupRoutes } from './wrapup/wrapup-routes.ts';
import { addMultipartRoutes } from './uploads/multipart-routes.ts';
import { addRejectRoutes } from './uploads/reject-routes.ts';
import { addUploadRoutes } from './uploads/upload-routes.ts';
import type { ApiServer } from './http/api-server.ts';

const resources: ReadonlyArray<(server: ApiServer, parts: ApiParts) => void> = [
  addCampaignListRoutes,
  addCampaignRoutes,
  addCampaignResendRoutes,
  addCampaignRunRoutes,
  addContactListListRoutes,
  addContactListRoutes,
  addDivisionListRoutes,
  addDivisionRoutes,
  addIntegrationRoutes,
  addLibraryRoutes,
  addResponseRoutes,
  addWrapupRoutes,
  addUserListRoutes,
  addUserRoutes,
  addClientRoutes,
  addRoleRoutes,
  addPermissionRoutes,
  addGrantRoutes,
  addEventRoutes,
  addAuditRoutes,
  addConversationRoutes,
  addOptOutRoutes,
  addPersonRoutes,
  addDeadLetterRoutes,
  addSubscriptionRoutes,
  addDeliveryRoutes,
  addContactRoutes,
  addContactListContactRoutes,
  addFilterListRoutes,
  addFilterRoutes,
  addDncListListRoutes,
  addDncListRoutes,
  addDncNumberListRoutes,
  addDncNumberRoutes,
  addExportRoutes,
  addRejectRoutes,
  addUploadRoutes,
  addMultipartRoutes,
];

export function addRoutes(server: ApiServer, parts: ApiParts): void {
  for (const add of resources) add(server, parts);
}
