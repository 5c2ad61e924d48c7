/**
 * `node dist/deploy/publish/print-kafka-acls.js [namespace]`: the commands that give each process its rights
 * in Kafka.
 */
import { aclCommands } from './kafka-acls.ts';

process.stdout.write(`${aclCommands(process.argv[2] ?? '').join('\n')}\n`);
