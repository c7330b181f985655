// Kubernetes' types as its API publishes them. A ConfigMap and a patch of a Deployment follow.

import type { ConfigMap } from "kubernetes-types/core/v1";
import type { Deployment } from "kubernetes-types/apps/v1";

/** A strategic merge patch has any part of an object. */
type Patch<T> = T extends (infer Item)[] ? Patch<Item>[]
  : T extends object ? { [Key in keyof T]?: Patch<T[Key]> }
  : T;
