/** The API with the campaigns process behind it. */
import { openCampaignsSystem, type CampaignsSystem } from './campaigns-system.ts';
import { apiAddress, serveTestApi, type TestApi } from './test-api.ts';

export type CampaignsApi = {
  readonly campaigns: CampaignsSystem;
  readonly api: TestApi;
  readonly url: string;
};

export async function openCampaignsApi(overrides: NodeJS.ProcessEnv = {}): Promise<CampaignsApi> {
  const { url, environment } = await apiAddress();
  const campaigns = await openCampaignsSystem({ ...environment, ...overrides });
  return { campaigns, url, api: await serveTestApi(campaigns.system, url) };
}
