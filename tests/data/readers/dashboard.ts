// The types of Grafana's dashboards as JSON has them, from Grafana's own package. A dashboard follows as `dashboard`.

import type { Dashboard, DataQuery, FieldConfigSource, Panel } from "@grafana/schema";
import type { Options as GaugeOptions } from "@grafana/schema/dist/esm/raw/composable/gauge/panelcfg/x/GaugePanelCfg_types.gen";
import type { Options as StatOptions } from "@grafana/schema/dist/esm/raw/composable/stat/panelcfg/x/StatPanelCfg_types.gen";
import type { FieldConfig as LineConfig, Options as LineOptions } from "@grafana/schema/dist/esm/raw/composable/timeseries/panelcfg/x/TimeSeriesPanelCfg_types.gen";

/** JSON has the values of enums, not their names. */
type Json<T> = T extends string ? (string extends T ? string : `${T}`)
  : T extends (infer Item)[] ? Json<Item>[]
  : T extends object ? { [Key in keyof T]: Json<T[Key]> }
  : T;

/** What a query of Prometheus has beside those of all data sources, from the documentation of the data source. */
interface Query extends DataQuery { expr: string; legendFormat?: string; range?: boolean }

/** An option without a value has its default. */
type Shown<Type extends string, Options, Config> = Omit<Panel, "type" | "options" | "fieldConfig" | "targets"> & {
  type: Type; options: Partial<Options>; fieldConfig: FieldConfigSource<Partial<Config>>; targets: Query[];
};
interface Row { id: number; type: "row"; title: string; collapsed: boolean; panels: []; gridPos: Panel["gridPos"] }
type Panels = Shown<"gauge", GaugeOptions, object> | Shown<"stat", StatOptions, object> | Shown<"timeseries", LineOptions, LineConfig> | Row;

type File = Json<Omit<Dashboard, "panels"> & { panels: Panels[] }>;
