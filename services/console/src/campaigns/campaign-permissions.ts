/** The permissions of the contract's three kinds of campaigns; any opens a campaign. */
export const campaignPermissions = (verb: string): readonly string[] =>
  ['messagingCampaign', 'whatsAppCampaign', 'emailCampaign'].map((kind) => `outbound:${kind}:${verb}`);
