/** The plainest API: a Fastify route that reads one document by its id, and one that reads a page of them. No schema, nobody is asked who he is. */
import Fastify from 'fastify';
import { MongoClient } from 'mongodb';

type Settings = { port: number; url: string; database: string; collection: string };
const { port, url, database, collection } = JSON.parse(process.argv[2] ?? '{}') as Settings;

const client = await MongoClient.connect(url);
const documents = client.db(database).collection<{ _id: string }>(collection);
const server = Fastify();
server.get<{ Params: { id: string } }>('/:id', ({ params }) => documents.findOne({ _id: params.id }));
server.get('/', () => documents.find().sort({ name: 1 }).limit(100).toArray());
await server.listen({ port, host: '127.0.0.1' });
process.on('SIGTERM', () => process.exit(0));
process.send?.({ type: 'ready' });
