/** The codes of section 5 of the Genesys contract, and those of them that no call can show here. */

const codesOf = (text: string): string[] => text.trim().split(/\s+/);

export const contractCodes: readonly string[] = codesOf(`
  bad.request invalid.date invalid.value response.entity.too.large invalid.property invalid.query.param.value
  constraint.validation authentication.required bad.credentials missing.permissions missing.any.permissions not.authorized
  not.found unsupported.media.type too.many.requests internal.server.error service.unavailable request.timeout
  authentication.request.timeout
  name.cannot.be.blank duplicate.name name.length.exceeded invalid.create invalid.update max.entity.count.reached
  referential.integrity.error resource.not.found invalid.update.wrong.version
  contact.list.filter.not.found contact.list.filter.does.not.match.contact.list more.than.one.contact.list.filter
  contact.sorts.invalid.field.name contact.sorts.duplicate.field.names dnc.list.not.found contact.list.import.in.progress
  resources.in.use invalid.update.campaign.active invalid.update.bad.status.transition campaign.in.use campaign.not.found
  too.many.bulk.retrieves too.many.recycles
  no.contact.columns.defined contact.columns.limit.exceeded not.unique.contact.columns no.phone.columns
  not.unique.phone.columns invalid.contact.phone.column contact.columns.do.not.contain.phone.number.column
  system.column.phone.column cannot.update.contact.column.names cannot.update.phone.columns contact.list.in.use
  too.many.deletes bulk.delete.conflict
  too.many.contacts.added invalid.contact.columns invalid.contact.id no.contacts.specified contact.in.use
  contact.does.not.exist too.many.contacts.requested contact.list.not.found no.available.list.export.uri
  clauses.required at.least.one.predicate.required column.required column.does.not.match.contact.list operator.required
  value.required value.did.not.match.column.type invalid.date.value range.required range.min.required range.max.required
  range.set.required min.did.not.match.column.type max.did.not.match.column.type max.less.than.min
  filter.type.required.for.multiple.clauses filter.type.required.for.multiple.predicates contact.list.cannot.be.blank
  dnc.list.phone.columns.empty dnc.source.configuration.invalid dnc.list.in.use dnc.source.operation.not.supported
  dnc.records.per.list.limit.exceeded dnc.phone.numbers.per.list.limit.exceeded
  dnc.records.per.organization.limit.exceeded dnc.phone.numbers.per.organization.limit.exceeded
  campaign.config.required invalid.campaign.whatsapp.columns whatsapp.integration.not.found
  whatsapp.integration.not.active content.template.not.found content.template.invalid
  contact.list.has.no.whatsapp.columns contact.list.is.empty contact.list.import.failed dnc.list.is.empty
  dnc.list.import.failed dnc.list.import.in.progress dnc.list.invalid.contact.method invalid.messages.per.minute
  messages.per.minute.limit.exceeded active.campaigns.limit.exceeded
`);

/** Code → why no call of the contract is answered with it. */
export const neverHere: Readonly<Record<string, string>> = {
  'response.entity.too.large': 'answers are pages; none is too large',
  'not.authorized': 'a missing permission is told by name: missing.permissions',
  'too.many.requests': 'shown with a lower limit in access.test.ts and api.test.ts',
  'internal.server.error': 'a defect; the server words it in test/unit/api',
  'service.unavailable': 'without broker or database: test/faults and test/unit/api/unavailable.test.ts',
  'request.timeout': 'a command that nobody decides: api.test.ts',
  'authentication.request.timeout': 'signing in asks nobody else',
  'invalid.create': 'ids are made by the server; only a command on the topic can name one that exists',
  'contact.in.use': 'a contact may be removed at any time; runs leave it out then',
  'dnc.list.phone.columns.empty': 'only a command or a file without number columns: files.test.ts',
  'dnc.source.operation.not.supported': 'only lists of the source rds exist',
  'dnc.phone.numbers.per.list.limit.exceeded':
    'numbers are records here: dnc.records.per.list.limit.exceeded',
  'dnc.phone.numbers.per.organization.limit.exceeded':
    'numbers are records here: dnc.records.per.organization.limit.exceeded',
};
