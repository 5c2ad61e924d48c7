/** Our own processes as the launcher starts them: names, entries and default ports. */
export type OurService = {
  readonly name: string;
  /** Default port of /live, /ready and /metrics. */
  readonly healthPort: number;
};

/** In the order in which they start; each can also run in several instances. */
export const ourServices = [
  { name: 'campaigns', healthPort: 9101 },
  { name: 'importer', healthPort: 9102 },
  { name: 'eligibility', healthPort: 9103 },
  { name: 'throttle', healthPort: 9104 },
  { name: 'sender', healthPort: 9105 },
  { name: 'webhook', healthPort: 9106 },
  { name: 'status', healthPort: 9107 },
  { name: 'api', healthPort: 9108 },
  { name: 'notifier', healthPort: 9109 },
] as const satisfies readonly OurService[];

export type ServiceName = (typeof ourServices)[number]['name'];

export const SIMULATOR_PORT = 8090;
export const WEBHOOK_PORT = 8082;
export const API_PORT = 8080;
/** Second instances of services listen so much higher. */
export const INSTANCE_PORT_STEP = 20;
