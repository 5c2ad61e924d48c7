/** A template as a campaign uses it: the source of each parameter. */

// A source is a column, a constant, or a column with a constant for its empty cells; a parameter of another
// kind than TEXT has parts besides its main source (docs/templates.md).

export type ParameterKind = 'TEXT' | 'IMAGE' | 'VIDEO' | 'DOCUMENT' | 'LOCATION' | 'CURRENCY' | 'DATE_TIME';

export type Source = { readonly column: string | null; readonly value: string | null };

export type Binding = Source & {
  readonly name: string | null;
  /** TEXT when absent. */
  readonly kind?: ParameterKind | undefined;
  readonly parts?: readonly (Source & { readonly name: string })[] | undefined;
};

export type ButtonBinding = { readonly index: number; readonly subType: string; readonly binding: Binding };

export type TemplateUse = {
  readonly name: string;
  /** With underscore, e.g. `en_US`. */
  readonly language: string;
  readonly header: readonly Binding[];
  readonly body: readonly Binding[];
  readonly buttons: readonly ButtonBinding[];
  readonly limitedTimeOffer?: Binding | null | undefined;
};

/** The place of a parameter in the message. */
export type Place = 'header' | 'body' | 'url' | 'quick_reply' | 'copy_code' | 'flow' | 'offer';

/** Kinds of parameters that a place takes. */
export const kindsOf: Record<Place, readonly ParameterKind[]> = {
  header: ['TEXT', 'IMAGE', 'VIDEO', 'DOCUMENT', 'LOCATION', 'CURRENCY', 'DATE_TIME'],
  body: ['TEXT', 'CURRENCY', 'DATE_TIME'],
  url: ['TEXT'],
  quick_reply: ['TEXT'],
  copy_code: ['TEXT'],
  flow: ['TEXT'],
  offer: ['DATE_TIME'],
};

/** Parts of each kind; true = required. A flow button's parts are free: the keys of its action data. */
export const partsOf: Record<ParameterKind, Readonly<Record<string, boolean>>> = {
  TEXT: {},
  IMAGE: {},
  VIDEO: {},
  DOCUMENT: { filename: false },
  LOCATION: { latitude: true, longitude: true, name: false, address: false },
  CURRENCY: { code: true },
  DATE_TIME: { time_zone: false, style: false },
};

export const buttonPlaces = ['url', 'quick_reply', 'copy_code', 'flow'] as const satisfies readonly Place[];

/** A location has only parts; every other kind has a main source. */
export const hasMainSource = (kind: ParameterKind): boolean => kind !== 'LOCATION';

export const kindOf = (binding: Binding): ParameterKind => binding.kind ?? 'TEXT';

/**
 * All parameters in the order in which they are filled: header, body, buttons, offer; `field` is the name in
 * faults.
 */
export function parametersOf(
  template: TemplateUse,
): { readonly binding: Binding; readonly place: Place; readonly field: string }[] {
  const { header, body, buttons, limitedTimeOffer } = template;
  return [
    ...header.map((binding, at) => ({ binding, place: 'header' as const, field: `header[${at}]` })),
    ...body.map((binding, at) => ({ binding, place: 'body' as const, field: `body[${at}]` })),
    ...buttons.map(({ binding, subType }, at) => ({
      binding,
      place: buttonPlaces.find((buttonPlace) => buttonPlace === subType) ?? 'url',
      field: `buttons[${at}].binding`,
    })),
    ...(limitedTimeOffer
      ? [{ binding: limitedTimeOffer, place: 'offer' as const, field: 'limitedTimeOffer' }]
      : []),
  ];
}

/** Columns that the parameters use, each once. */
export function boundColumns(template: TemplateUse): string[] {
  const columns = parametersOf(template).flatMap(({ binding }) => [
    binding.column,
    ...(binding.parts ?? []).map((part) => part.column),
  ]);
  return [...new Set(columns.filter((column) => column !== null))];
}
