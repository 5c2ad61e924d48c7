/** Types of the Grafana SDK as JSON has them: enums by their values, queries without the SDK's own marks. */
import type { Dashboard, Panel } from '@grafana/grafana-foundation-sdk/dashboard';
import type { Dataquery } from '@grafana/grafana-foundation-sdk/prometheus';

type IsAny<T> = 0 extends 1 & T ? true : false;

/** `T` as JSON. */
export type Json<T> =
  IsAny<T> extends true
    ? unknown
    : T extends string
      ? `${T}`
      : T extends number | boolean | null | undefined
        ? T
        : T extends ReadonlyArray<infer U>
          ? ReadonlyArray<Json<U>>
          : { readonly [K in keyof T as K extends `_${string}` ? never : K]: Json<T[K]> };

export type QueryJson = Json<Dataquery>;
export type PanelJson = Omit<Json<Panel>, 'targets'> & { readonly targets?: readonly QueryJson[] };
type BoardJson = Omit<Json<Dashboard>, 'panels' | 'annotations'>;
export type DashboardJson = BoardJson & {
  readonly panels: readonly PanelJson[];
  readonly annotations: { readonly list: readonly AnnotationJson[] };
};
type Annotation = NonNullable<Dashboard['annotations']['list']>[number];
export type AnnotationJson = Omit<Json<Annotation>, 'target'>;
export type VariableJson = Json<NonNullable<Dashboard['templating']['list']>[number]>;
export type FieldOverrideJson = NonNullable<Json<NonNullable<Panel['fieldConfig']>['overrides']>>[number];
