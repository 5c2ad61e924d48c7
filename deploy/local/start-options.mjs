// The options of `npm start`, read before anything is installed or built. Plain JavaScript without packages.
import { parseArgs } from 'node:util';

/** Default ports of all parts and services; a unit test compares them with our-services.ts and parts.ts. */
const PORTS = {
  Kafka: 9092,
  'the Kafka controller': 9093,
  'the schema registry': 8081,
  MongoDB: 27017,
  Prometheus: 9090,
  'the API': 8080,
  'the webhook': 8082,
  'the simulator': 8090,
  campaigns: 9101,
  importer: 9102,
  eligibility: 9103,
  throttle: 9104,
  sender: 9105,
  'the health of the webhook': 9106,
  status: 9107,
  'the health of the API': 9108,
  'the health of the notifier': 9109,
};
const LAST_PORT = 65_535;

export const HELP = `Usage: npm start -- [options]

Starts Kafka, schema registry, MongoDB, all services and the WhatsApp simulator on this machine, and runs a sample campaign.

Options:
  --exit             leave after the sample's report; exit code 0 only if its numbers balance
  --fresh            wipe the data of earlier starts first
  --no-sample        run no sample campaign
  --monitoring       install Prometheus where it is missing (Debian, Ubuntu: apt-get, as root or by sudo)
  --port-offset <n>  shift all ports by n (default: 0)
  --data <folder>    where data and logs are kept (default: .data/local in the checkout)
  -h, --help         show this and do nothing else
`;

/**
 * @param {string[]} args what follows `npm start --`
 * @returns {{ help: true } | { fault: string } | { options: { exit: boolean, fresh: boolean, sample: boolean, monitoring: boolean, portOffset: number, data?: string } }}
 */
export function readStartOptions(args) {
  let values;
  try {
    ({ values } = parseArgs({
      args,
      options: {
        exit: { type: 'boolean', default: false },
        fresh: { type: 'boolean', default: false },
        'no-sample': { type: 'boolean', default: false },
        monitoring: { type: 'boolean', default: false },
        'port-offset': { type: 'string', default: '0' },
        data: { type: 'string' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    }));
  } catch (error) {
    return { fault: error.message };
  }
  if (values.help) return { help: true };
  const portOffset = Number(values['port-offset']);
  const fault = offsetFault(values['port-offset'], portOffset);
  if (fault) return { fault };
  if (values.data === '') return { fault: '--data: the name of a folder is expected' };
  return {
    options: {
      exit: values.exit,
      fresh: values.fresh,
      sample: !values['no-sample'],
      monitoring: values.monitoring,
      portOffset,
      ...(values.data === undefined ? {} : { data: values.data }),
    },
  };
}

/** A shifted port must exist, and must not be one of a system that runs without an offset. */
function offsetFault(text, offset) {
  const most = LAST_PORT - Math.max(...Object.values(PORTS));
  if (!/^\d+$/.test(text) || offset > most)
    return `--port-offset ${text}: a whole number from 0 to ${most} is expected`;
  if (offset === 0) return undefined;
  for (const [shifted, port] of Object.entries(PORTS))
    for (const [other, taken] of Object.entries(PORTS))
      if (port + offset === taken)
        return `--port-offset ${text}: ${shifted} would get port ${taken}, which ${other} has without an offset; choose another offset, such as 100`;
  return undefined;
}
