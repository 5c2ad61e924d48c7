/**
 * Whether a request is allowed in: bearer token, and `appsecret_proof` when present or required (contract
 * sections 4 and 5).
 */
import { tokenError, type GraphError } from '../rules/graph-error.ts';
import { appSecretProof } from '../webhooks/webhook-signature.ts';

export interface Credentials {
  accessTokens: ReadonlySet<string>;
  appSecret: string;
  requireProof: boolean;
  missingTokenCode: number;
}

export interface Presented {
  authorization: string | undefined;
  accessToken: string | undefined;
  proof: string | undefined;
  proofTime: string | undefined;
}

export function checkBearer(credentials: Credentials, presented: Presented): GraphError | undefined {
  const token =
    /^(?:Bearer|OAuth)\s+(\S+)\s*$/i.exec(presented.authorization ?? '')?.[1] ?? presented.accessToken;
  if (token === undefined || token === '') return tokenError(credentials.missingTokenCode);
  if (credentials.accessTokens.size > 0 && !credentials.accessTokens.has(token)) return tokenError();
  if (presented.proof !== undefined) {
    const right = appSecretProof(token, credentials.appSecret, presented.proofTime);
    return presented.proof === right
      ? undefined
      : proofError('Invalid appsecret_proof provided in the API argument');
  }
  return credentials.requireProof
    ? proofError('API calls from the server require an appsecret_proof argument')
    : undefined;
}

function proofError(message: string): GraphError {
  return { status: 400, code: 100, type: 'GraphMethodException', message };
}
