import type { JoiDescription } from './joi-described';

/** What the links of a schema refer to by their place: `Joi.link('...')`, `Joi.link('/user')`, `Joi.link('#tree.leaf')`. */
export interface LinkTargets {
  /** The reference of a link; `undefined` for what is none, and for a link to an id alone. */
  ofLink(link: JoiDescription): string | undefined;
  /** The name that a part is to be defined under, because links refer to it. */
  nameOf(part: JoiDescription): string | undefined;
}

/** A part of a schema, and the name that it has where it stands. */
interface Place {
  readonly part: JoiDescription;
  readonly name: string;
}

/**
 * Joi writes the reference of every link that goes up as one to the whole schema.
 *
 * @param taken names of definitions
 */
export function linkTargets(root: JoiDescription, taken: readonly string[]): LinkTargets {
  const links = new Map<JoiDescription, JoiDescription>();
  const names = new Map<JoiDescription, string>();
  const visit = (place: Place, ancestors: readonly Place[]): void => {
    const target = place.part.type === 'link' ? targetOf(place.part, ancestors) : undefined;
    if (target) {
      links.set(place.part, target.part);
      if (target.part !== root && !names.has(target.part))
        names.set(target.part, free(target.name, [...taken, ...names.values()]));
    }
    for (const child of childrenOf(place)) visit(child, [place, ...ancestors]);
  };
  visit({ part: root, name: 'root' }, []);
  return {
    ofLink: (link) => {
      const target = links.get(link);
      if (!target) return undefined;
      const name = names.get(target);
      return name === undefined ? '#' : `#/$defs/${name}`;
    },
    nameOf: (part) => names.get(part),
  };
}

/** As Joi follows it: `ancestors[0]` is what holds the link. */
function targetOf({ link }: JoiDescription, ancestors: readonly Place[]): Place | undefined {
  const { path = [], ancestor, type } = link?.ref ?? {};
  if (type === 'local') {
    if (path.length < 2) return undefined;
    const from = ancestors.find(({ part, name }) => (part.flags?.id ?? name) === path[0]);
    return from && reached(from, path.slice(1));
  }
  const from = ancestor === 'root' ? ancestors.at(-1) : ancestors[Number(ancestor) - 1];
  return from && reached(from, path);
}

function reached(from: Place, path: readonly string[]): Place | undefined {
  return path.reduce<Place | undefined>((place, name) => {
    const part = place && Object.hasOwn(place.part.keys ?? {}, name) ? place.part.keys?.[name] : undefined;
    return part && { part, name };
  }, from);
}

function childrenOf({ part, name }: Place): readonly Place[] {
  const { keys = {}, items = [], ordered = [], patterns = [], matches = [] } = part;
  const unnamed = [
    ...[...items, ...ordered],
    ...patterns.map(({ rule }) => rule),
    ...matches.map(({ schema }) => schema),
  ];
  return [
    ...Object.entries(keys).map(([key, child]) => ({ part: child, name: key })),
    ...unnamed.flatMap((child) => (child ? [{ part: child, name }] : [])),
  ];
}

function free(wanted: string, taken: readonly string[]): string {
  const plain = wanted.replaceAll(/[^A-Za-z0-9]+/g, '') || 'part';
  let name = plain;
  for (let count = 2; taken.includes(name); count += 1) name = `${plain}${count}`;
  return name;
}
