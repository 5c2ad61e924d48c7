/** An update on its way to the webhook: a delivery status, or a whole change of any field. */
export type WebhookUpdate = StatusEnvelope | ChangeEnvelope;

export interface StatusEnvelope {
  kind: 'status';
  accountId: string;
  phoneNumberId: string;
  displayPhoneNumber: string;
  /** JSON of the status. */
  status: string;
  /** JSON of its contact; undefined leaves it out. */
  contact: string | undefined;
  /** What the status log records beside the call's fate: the inside of a JSON object. */
  logged: string;
}

export interface ChangeEnvelope {
  kind: 'change';
  accountId: string;
  /** JSON of `{"field":…,"value":…}`. */
  change: string;
  /** Epoch seconds for fields which carry `entry[].time`. */
  time: number | undefined;
  logged: string;
}
