/** A stored DNC list → as it is shown; and what was sent → the commands that make it so. Pure. */
import { isDeepStrictEqual } from 'node:util';
import type { DncListDocument } from '../../../schemas/collections.ts';
import type { CampaignCommand } from '../../../schemas/types.ts';
import { HOME_DIVISION } from '../../domain/campaign/campaign.ts';
import { fault, type Fault } from '../../domain/fault.ts';
import { paths, refTo } from '../http/refs.ts';
import type { Include } from '../lists/contact-list-schema.ts';
import { included, type Jobs } from '../lists/latest-import.ts';
import type { DncListBody, DncListEntity } from './dnc-list-schema.ts';

type BodyOf<T extends CampaignCommand['body']['type']> = Extract<CampaignCommand['body'], { type: T }>;

export function toDncList(list: DncListDocument, jobs: Jobs, include: Include): DncListEntity {
  const { _id: id, name, version, contactMethod, phoneColumns, defaultCountry } = list;
  return {
    id,
    name,
    dateCreated: list.createdAt.toISOString(),
    dateModified: (list.modifiedAt ?? list.createdAt).toISOString(),
    version,
    division: refTo('division', list.divisionId),
    dncSourceType: 'rds',
    contactMethod,
    phoneColumns,
    ...(defaultCountry === null ? {} : { defaultCountry }),
    ...included(list, jobs, include),
    selfUri: `${paths.dncList}/${encodeURIComponent(id)}`,
  };
}

export const toDncDivisionView = (list: DncListDocument, jobs: Jobs, include: Include) => ({
  id: list._id,
  name: list.name,
  division: refTo('division', list.divisionId),
  dncSourceType: 'rds',
  contactMethod: list.contactMethod,
  ...included(list, jobs, include),
  selfUri: `${paths.dncList}/divisionviews/${encodeURIComponent(list._id)}`,
});

/** What the engine does not serve. */
export function sourceFaults({ dncSourceType, contactMethod }: DncListBody): Fault[] {
  const wrong = (field: string, message: string) => [
    fault('dnc.source.configuration.invalid', field, message),
  ];
  if (dncSourceType !== 'rds')
    return wrong('dncSourceType', `DNC lists of the source ${dncSourceType} are not served; use rds.`);
  return contactMethod
    ? []
    : wrong('contactMethod', 'A DNC list needs a contact method: Phone, Any, WhatsApp or Email.');
}

export const creationOf = (body: DncListBody): BodyOf<'CreateDncList'> => ({
  type: 'CreateDncList',
  name: body.name ?? '',
  divisionId: body.division?.id ?? HOME_DIVISION,
  contactMethod: body.contactMethod ?? 'Phone',
  phoneColumns: body.phoneColumns ?? [],
  defaultCountry: body.defaultCountry ?? null,
  source: null,
});

/** Of a change: what stays as it was made. */
export function fixedFaultsOf(present: DncListDocument, body: DncListBody): Fault[] {
  const faults: Fault[] = [];
  if (body.division && body.division.id !== present.divisionId)
    faults.push(
      fault(
        'invalid.update',
        'division',
        `A DNC list stays in its division: this one is in ${present.divisionId}, not in ${body.division.id}.`,
      ),
    );
  if (body.contactMethod && body.contactMethod !== present.contactMethod)
    faults.push(
      fault(
        'invalid.update',
        'contactMethod',
        `The contact method of a DNC list stays: this one’s is ${present.contactMethod}.`,
      ),
    );
  return faults;
}

/** @returns null when what was sent is what there is. Fields that only we have stay when they are left out. */
export function dncListChangeOf(
  present: DncListDocument,
  body: DncListBody,
  version: number,
): BodyOf<'UpdateDncList'> | null {
  const { phoneColumns, defaultCountry } = body;
  const name = body.name ?? '';
  const change = {
    phoneColumns:
      phoneColumns === undefined || isDeepStrictEqual(phoneColumns ?? [], present.phoneColumns)
        ? null
        : (phoneColumns ?? []),
    defaultCountry:
      defaultCountry === undefined || defaultCountry === present.defaultCountry
        ? null
        : (defaultCountry ?? ''),
  };
  const isSame = name === present.name && Object.values(change).every((value) => value === null);
  if (isSame && version === present.version) return null;
  return { type: 'UpdateDncList', name, ...change, version };
}
