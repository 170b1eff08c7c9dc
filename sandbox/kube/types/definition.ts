import type { Condition, Fields, KubeObject } from './object.ts';

/** A version of a custom resource; the schema is the caller's, as sent. */
export interface CrdVersion {
  name: string;
  served: boolean;
  storage: boolean;
  schema?: { openAPIV3Schema?: Fields };
  subresources?: { status?: Fields; scale?: Fields };
  additionalPrinterColumns?: {
    name: string;
    type: string;
    jsonPath: string;
    priority?: number;
    description?: string;
  }[];
}

/** What makes the API server know a further kind. */
export interface CustomResourceDefinition extends KubeObject {
  spec: {
    group: string;
    scope: 'Namespaced' | 'Cluster';
    names: {
      plural: string;
      singular?: string;
      kind: string;
      listKind?: string;
      shortNames?: string[];
      categories?: string[];
    };
    versions: CrdVersion[];
    preserveUnknownFields?: boolean;
  };
  status?: Fields & { conditions?: Condition[] };
}
