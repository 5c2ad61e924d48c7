/** What somebody watches of a kind: things by their ids, or all of them. */
export type Watched = { readonly ids: ReadonlySet<string>; readonly all: boolean };
