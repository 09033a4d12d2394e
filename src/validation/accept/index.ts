import type { ValidationOptions } from 'joi';
import { optionalPeer } from '../../optional-peer';
import { acceptsArray, acceptsObject } from './composites';
import { type Accepts, childrenOf, type Description, isPlain, type JoiNode, primitives } from './description';
import { acceptsNumber, acceptsString } from './leaves';

/** Preferences that change how a mistake is told, or what is converted, but not what is right as it is. */
const HARMLESS_PREFERENCES: readonly string[] = ['abortEarly', 'convert', 'errors', 'messages', 'dateFormat'];

/**
 * A check that is true only where Joi would give back the very same value, so that Joi need not be called; `undefined`
 * where the schema holds anything that is not known here. Everything it is not true for goes to Joi: conversion,
 * defaults, messages and every refusal are Joi's own.
 *
 * A value is the same where it equals Joi's result; Joi copies objects and arrays, and the check does not.
 */
export function compileAccepts(schema: { describe(): object }, preferences: ValidationOptions): Accepts | undefined {
  if (!Object.keys(preferences).every((name) => HARMLESS_PREFERENCES.includes(name))) return undefined;
  return acceptsNode(schema as unknown as JoiNode, schema.describe() as Description);
}

function acceptsNode(node: JoiNode, description: Description): Accepts | undefined {
  if (!isPlain(description, HARMLESS_PREFERENCES) || !isPristine(node, description.type)) return undefined;
  const allowed = primitives(description.allow ?? []);
  if (!allowed) return undefined;
  const own = description.flags?.only ? () => false : acceptsType(node, description);
  if (!own) return undefined;
  if (allowed.size === 0) return own;
  // `allow` comes first in Joi, too: what is in it need not meet the rules.
  return (value) => (allowed.has(value) && !Object.is(value, -0)) || own(value);
}

function acceptsType(node: JoiNode, description: Description): Accepts | undefined {
  switch (description.type) {
    case 'any':
      return description.rules ? undefined : (value) => value !== undefined;
    case 'boolean':
      return description.rules ? undefined : (value) => typeof value === 'boolean';
    case 'string':
      return acceptsString(description.rules ?? []);
    case 'number':
      return acceptsNumber(description.rules ?? []);
    case 'array':
      return acceptsArray(description, childrenOf(node, description), acceptsNode);
    case 'object':
      return acceptsObject(description, childrenOf(node, description), acceptsNode);
    default:
      return undefined;
  }
}

type Joi = Record<string, () => JoiNode>;
let ownJoi: Joi | undefined;

/**
 * Whether a schema is of Joi itself: an extension may be called `string` too, and mean something else. Schemas of
 * another copy of Joi than ours cannot be told from extensions, and are left to it.
 */
function isPristine(node: JoiNode, type: string): boolean {
  ownJoi ??= optionalPeer('joi', 'Validation') as Joi;
  const pristine = Object.hasOwn(ownJoi, type) ? ownJoi[type]?.() : undefined;
  return pristine !== undefined && node._definition === pristine._definition;
}
