/** Gives the parties their rights at a broker, and finds what they may beyond them. */
import kafkajs, { type AclEntry, type Admin } from 'kafkajs';
import type { Operation, Party, Right } from './kafka-acls.ts';

// node finds only some of the names that this CommonJS package exports
const { AclOperationTypes, AclPermissionTypes, AclResourceTypes, ResourcePatternTypes } = kafkajs;

const OPERATIONS: Readonly<Record<Operation, number>> = {
  Read: AclOperationTypes.READ,
  Write: AclOperationTypes.WRITE,
  Describe: AclOperationTypes.DESCRIBE,
  DescribeConfigs: AclOperationTypes.DESCRIBE_CONFIGS,
  AlterConfigs: AclOperationTypes.ALTER_CONFIGS,
  Create: AclOperationTypes.CREATE,
  Delete: AclOperationTypes.DELETE,
};

/** Harmless to repeat. */
export async function applyAcls(
  admin: Admin,
  rights: readonly Right[],
  principalOf: (party: Party) => string,
): Promise<number> {
  const acl = rights.flatMap((right) => entriesOf(right, principalOf));
  await admin.createAcls({ acl });
  return acl.length;
}

/**
 * Rights of these principals that nobody gave them here, on things of this namespace.
 * @returns as they stand at the broker
 */
export async function findFurtherAcls(
  admin: Admin,
  rights: readonly Right[],
  principalOf: (party: Party) => string,
  namespace: string,
): Promise<AclEntry[]> {
  const wanted = new Set(rights.flatMap((right) => entriesOf(right, principalOf)).map(keyOf));
  const further: AclEntry[] = [];
  for (const party of new Set(rights.map((right) => right.party))) {
    const { resources } = await admin.describeAcls({
      resourceType: AclResourceTypes.ANY,
      resourcePatternType: ResourcePatternTypes.ANY,
      principal: principalOf(party),
      operation: AclOperationTypes.ANY,
      permissionType: AclPermissionTypes.ALLOW,
    });
    for (const { acls, ...resource } of resources)
      further.push(...acls.map((acl) => ({ ...acl, ...resource })).filter((acl) => !wanted.has(keyOf(acl))));
  }
  // those of another system on the same broker are not ours to judge
  return further.filter(({ resourceName }) => resourceName === '*' || resourceName.startsWith(namespace));
}

export async function removeAcls(admin: Admin, acls: readonly AclEntry[]): Promise<void> {
  if (acls.length > 0) await admin.deleteAcls({ filters: [...acls] });
}

/** For people. */
export const aclText = ({
  principal,
  operation,
  resourceType,
  resourceName,
  resourcePatternType,
}: AclEntry): string =>
  `${principal}: ${nameOf(AclOperationTypes, operation)} on ${nameOf(AclResourceTypes, resourceType)} ${resourceName}` +
  (Number(resourcePatternType) === Number(ResourcePatternTypes.PREFIXED) ? '…' : '');

const nameOf = (names: object, value: number): string =>
  (
    Object.entries(names).find(([, known]) => Number(known) === Number(value))?.[0] ?? String(value)
  ).toLowerCase();

const entriesOf = (right: Right, principalOf: (party: Party) => string): AclEntry[] =>
  right.operations.map((operation) => ({
    principal: principalOf(right.party),
    host: '*',
    operation: OPERATIONS[operation],
    permissionType: AclPermissionTypes.ALLOW,
    resourceType: right.resource === 'topic' ? AclResourceTypes.TOPIC : AclResourceTypes.GROUP,
    resourceName: right.name,
    resourcePatternType: right.isPrefix ? ResourcePatternTypes.PREFIXED : ResourcePatternTypes.LITERAL,
  }));

const keyOf = (acl: AclEntry): string =>
  [acl.principal, acl.host, acl.operation, acl.resourceType, acl.resourcePatternType, acl.resourceName].join(
    '\t',
  );
