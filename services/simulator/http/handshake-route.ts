/** `POST /simulator/handshake`: lets the simulator subscribe to the webhook as the provider would. */
import type { FastifyInstance } from 'fastify';
import type { SimulatorState } from '../simulator-state.ts';
import { shakeHands } from '../webhooks/webhook-handshake.ts';

export function handshakeRoute(app: FastifyInstance, state: SimulatorState): void {
  app.post('/simulator/handshake', async (request, reply) => {
    const { verify_token: token } = request.query as { verify_token?: string };
    const url = state.webhookUrl();
    if (url === undefined)
      return reply.code(400).send({ faults: ['webhook.url: expected an address, found nothing'] });
    try {
      return await reply.send(await shakeHands(url, token ?? ''));
    } catch (error) {
      return reply.code(502).send({ faults: [`the webhook did not answer: ${(error as Error).message}`] });
    }
  });
}
