/** Collections that packages make, index and clean up themselves, each with who uses them for writing. */

/** GridFS bucket of uploaded files. */
export const UPLOADS_BUCKET = 'uploads';

/** rate-limiter-flexible: what was released for a number, by fixed minutes. */
export const SAFETY_CAPS = 'safety_caps';

/** rate-limiter-flexible: sign-ins by address, recycles by campaign. */
export const API_RATE_LIMITS = 'api_rate_limits';

export const packageCollections = {
  [UPLOADS_BUCKET]: { by: 'GridFS', writers: ['importer', 'cli', 'api', 'retention', 'people'] },
  [SAFETY_CAPS]: { by: 'rate-limiter-flexible', writers: ['throttle'] },
  [API_RATE_LIMITS]: { by: 'rate-limiter-flexible', writers: ['api'] },
} as const;
