import type { ValidationOptions } from 'joi';
import { optionalPeer } from '../../../optional-peer';
import { acceptsArray, acceptsObject } from './composites';
import { type JoiNode, joiNode } from '../internals';
import { acceptsNumber, acceptsString } from './leaves';
import { type Accepts, areHarmless, isPlain } from './plain-node';

/**
 * A check that is true only where Joi would give back the very same value, so that Joi need not be called; `undefined`
 * where the schema holds anything that is not known here. Everything it is not true for goes to Joi: conversion,
 * defaults, messages and every refusal are Joi's own.
 *
 * A value is the same where it equals Joi's result; Joi copies objects and arrays, and the check does not.
 *
 * @param schema of any Joi
 */
export function compileAccepts(schema: object, preferences: ValidationOptions): Accepts | undefined {
  return areHarmless(preferences) ? acceptsNode(joiNode(schema)) : undefined;
}

function acceptsNode(node: JoiNode): Accepts | undefined {
  if (!isPristine(node) || !isPlain(node)) return undefined;
  const ofType = acceptsType(node);
  if (!ofType) return undefined;
  const accepts = node.flags.only ? () => false : ofType;
  const unconverted = new Set(node.allowed.filter((value) => !mayBeConverted(value, node)));
  if (unconverted.size === 0) return accepts;
  // `allow` comes before the rules in Joi, too: what is in it need not meet them.
  return (value) => unconverted.has(value) || accepts(value);
}

/** Joi converts before it looks at the allowed values: a text to a number, say, or to lower case. */
function mayBeConverted(value: unknown, { type, rules }: JoiNode): boolean {
  if (typeof value !== 'string' || value === '') return false;
  if (type !== 'string') return type === 'number' || type === 'boolean';
  const converting = rules.filter(({ name }) => name === 'trim' || name === 'case');
  return acceptsString(converting)?.(value) !== true;
}

function acceptsType(node: JoiNode): Accepts | undefined {
  switch (node.type) {
    case 'any':
      return node.rules.length > 0 ? undefined : (value) => value !== undefined;
    case 'boolean':
      return node.rules.length > 0 ? undefined : (value) => typeof value === 'boolean';
    case 'string':
      return acceptsString(node.rules);
    case 'number':
      return acceptsNumber(node.rules);
    case 'array':
      return acceptsArray(node, acceptsNode);
    case 'object':
      return acceptsObject(node, acceptsNode);
    default:
      return undefined;
  }
}

const definitions = new Map<string, unknown>();

/**
 * `true` for a schema of Joi itself: an extension may be called `string` too, and mean something else. Schemas of
 * another copy of Joi than ours cannot be told from extensions, and are left to it.
 */
function isPristine({ type, definition }: JoiNode): boolean {
  if (!definitions.has(type)) {
    const joi = optionalPeer('joi', 'Validation') as Record<string, (() => object) | undefined>;
    const own = Object.hasOwn(joi, type) ? joi[type]?.() : undefined;
    definitions.set(type, own && joiNode(own).definition);
  }
  return definition !== undefined && definitions.get(type) === definition;
}
