import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FetchOptions } from './part.ts';
import { cachedFolder } from './parts-cache.ts';
import { requiredTool } from './required-tool.ts';
import { runCommand } from '../run-command.ts';

const KAFKA = '4.1.0';
// the jars bring slf4j 1.7 without a binding; without one the broker logs nothing
const SLF4J = '1.7.36';

/** Folder with Kafka's jars, resolved by Maven as it is set up on this machine. */
export async function fetchKafka({ log, signal }: FetchOptions): Promise<string> {
  return cachedFolder(`kafka-${KAFKA}`, async (folder) => {
    log?.(`fetching Kafka ${KAFKA} with Maven (once, 55 MB)`);
    const pom = join(folder, 'pom.xml');
    await writeFile(pom, pomXml());
    const copy = ['dependency:copy-dependencies', '-DincludeScope=runtime'];
    const args = [
      '--batch-mode',
      '--quiet',
      '--file',
      pom,
      ...copy,
      `-DoutputDirectory=${join(folder, 'libs')}`,
    ];
    await runCommand(requiredTool('mvn', 'fetching Kafka'), args, { signal });
  });
}

function pomXml(): string {
  const dependencies = [
    ['org.apache.kafka', 'kafka_2.13', KAFKA],
    ['org.apache.kafka', 'kafka-tools', KAFKA],
    ['org.slf4j', 'slf4j-simple', SLF4J],
  ]
    .map(
      ([group, artifact, version]) =>
        `<dependency><groupId>${group}</groupId><artifactId>${artifact}</artifactId><version>${version}</version></dependency>`,
    )
    .join('\n    ');
  return `<project>
  <modelVersion>4.0.0</modelVersion>
  <groupId>local</groupId><artifactId>kafka-jars</artifactId><version>1</version><packaging>pom</packaging>
  <dependencies>
    ${dependencies}
  </dependencies>
</project>
`;
}
