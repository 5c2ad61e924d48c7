/** A true outage: the port is closed and all connections are cut, then it listens again. */
import type { AddressInfo } from 'node:net';
import type { Server } from 'node:http';

export interface Outage {
  /** Stops listening for this long, real ms; an outage under way goes on. */
  start: (forMs: number) => void;
  /** The server is to be closed for good. */
  end: () => void;
}

export function createOutage(server: Server): Outage {
  let timer: NodeJS.Timeout | undefined;
  return {
    start(forMs) {
      if (timer) return;
      const { port, address } = server.address() as AddressInfo;
      server.close();
      server.closeAllConnections();
      timer = setTimeout(() => {
        timer = undefined;
        server.listen(port, address);
      }, forMs);
    },
    end() {
      clearTimeout(timer);
    },
  };
}
