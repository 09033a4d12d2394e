import type { GatewayContainer, Newable } from '../../container';

/**
 * The private members of Inversify 6 that the gateways read; nothing else in `src/` touches them. Versions 7 and 8 refuse
 * a class whose constructor needs more than they know of; 6 constructs it with `undefined`, and says nowhere which class
 * a binding constructs. `spec/registry/constructors.spec.ts` fails where a release has changed or removed one.
 */
interface Inversify6 {
  readonly _bindingDictionary: {
    hasKey(identifier: unknown): boolean;
    get(identifier: unknown): readonly { readonly type: string; readonly implementationType: Newable | null }[];
  };
  readonly _metadataReader: {
    getConstructorMetadata(target: Newable): {
      readonly compilerGeneratedMetadata: readonly unknown[] | undefined;
      readonly userGeneratedMetadata: Readonly<Record<string, unknown>>;
    };
  };
  readonly parent?: object | null;
}

function isInversify6(container: object): container is Inversify6 {
  return '_bindingDictionary' in container && '_metadataReader' in container;
}

/**
 * The parameters of a constructor, by index, that Inversify 6 gives `undefined`, as it knows nothing of them; and the class
 * that it is of, which a binding may give in place of another. Nothing for bindings that give an object, or call a
 * function of the application. Parameters with a default value, and all after them, need not be known.
 */
export function unknownParameters(
  container: GatewayContainer,
  target: Newable,
): { readonly constructed: Newable; readonly indexes: readonly number[] } | undefined {
  if (!isInversify6(container)) return undefined;
  const constructed = constructedFor(container, target);
  if (!constructed) return undefined;
  const { compilerGeneratedMetadata = [], userGeneratedMetadata } =
    container._metadataReader.getConstructorMetadata(constructed);
  const indexes = Array.from({ length: constructed.length }, (_, index) => index).filter(
    (index) => compilerGeneratedMetadata.length <= index && !Object.hasOwn(userGeneratedMetadata, index),
  );
  return { constructed, indexes };
}

/** A class that is not bound is bound to itself, by us or by `autoBindInjectable`; of several bindings one is chosen later. */
function constructedFor(container: Inversify6, target: Newable): Newable | undefined {
  for (let each: object | null | undefined = container; each && isInversify6(each); each = each.parent) {
    if (!each._bindingDictionary.hasKey(target)) continue;
    const [binding, ...others] = each._bindingDictionary.get(target);
    return others.length === 0 && binding?.type === 'Instance' ? (binding.implementationType ?? undefined) : undefined;
  }
  return target;
}
