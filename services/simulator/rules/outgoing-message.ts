/** A send request that passed validation, in the simulator's own words. */
export interface OutgoingMessage {
  /** As the client wrote it. */
  input: string;
  /** Digits only; undefined for a send by user id. */
  to: string | undefined;
  /** Business-scoped user id. */
  userId: string | undefined;
  type: string;
  template: SentTemplate | undefined;
  callbackData: string | undefined;
  /** `recipient_identity_key_hash` */
  identityKeyHash: string | undefined;
}

export interface SentTemplate {
  name: string;
  language: string;
  components: SentComponent[];
}

/** A template component with its names in lower case. */
export interface SentComponent {
  type: string;
  subType: string | undefined;
  index: number;
  parameters: SentParameter[];
  /** The cards of a carousel. */
  cards: SentComponent[][];
}

export interface SentParameter {
  type: string;
  name: string | undefined;
  text: string | undefined;
  /** As received, for the ledger. */
  raw: Record<string, unknown>;
}
