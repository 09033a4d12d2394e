import { isJsonSchema } from '../json-schema/types';
import type { EmittedEventModel, NamespaceModel } from './model';
import { anyOf } from './schema-source';

/** What is emitted in a namespace: gateways of one may emit the same event, which is one event then. */
export function emittedIn({ gateways }: NamespaceModel): readonly EmittedEventModel[] {
  const byEvent = new Map<string, EmittedEventModel>();
  for (const emitted of gateways.flatMap(({ emits }) => emits)) {
    const known = byEvent.get(emitted.event);
    const schemas = [known?.schema, emitted.schema].filter(isJsonSchema);
    byEvent.set(emitted.event, { ...emitted, ...(schemas.length > 0 && { schema: anyOf(schemas) }) });
  }
  return [...byEvent.values()];
}
