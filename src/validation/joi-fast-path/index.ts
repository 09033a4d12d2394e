import type { ValidationOptions } from 'joi';
import { optionalPeer } from '../../optional-peer';
import { acceptsArray, acceptsObject } from './composites';
import { type Accepts, areHarmless, isPlain, type JoiNode } from '../joi-internals';
import { acceptsNumber, acceptsString } from './leaves';

/**
 * A check that is true only where Joi would give back the very same value, so that Joi need not be called; `undefined`
 * where the schema holds anything that is not known here. Everything it is not true for goes to Joi: conversion,
 * defaults, messages and every refusal are Joi's own.
 *
 * A value is the same where it equals Joi's result; Joi copies objects and arrays, and the check does not.
 *
 * @param schema of Joi; what it is gets looked at
 */
export function compileAccepts(schema: object, preferences: ValidationOptions): Accepts | undefined {
  return areHarmless(preferences) ? acceptsNode(schema as JoiNode) : undefined;
}

function acceptsNode(node: JoiNode): Accepts | undefined {
  if (!isPristine(node) || !isPlain(node)) return undefined;
  const ofType = acceptsType(node);
  if (!ofType) return undefined;
  const accepts = node._flags.only ? () => false : ofType;
  const allowed = [...(node._valids?._values ?? [])];
  const unconverted = new Set(allowed.filter((value) => !mayBeConverted(value, node)));
  if (unconverted.size === 0) return accepts;
  // `allow` comes before the rules in Joi, too: what is in it need not meet them.
  return (value) => unconverted.has(value) || accepts(value);
}

/** Joi converts before it looks at the allowed values: a text to a number, say, or to lower case. */
function mayBeConverted(value: unknown, { type, _rules }: JoiNode): boolean {
  if (typeof value !== 'string' || value === '') return false;
  if (type !== 'string') return type === 'number' || type === 'boolean';
  const converting = _rules.filter(({ name }) => name === 'trim' || name === 'case');
  return acceptsString(converting)?.(value) !== true;
}

function acceptsType(node: JoiNode): Accepts | undefined {
  switch (node.type) {
    case 'any':
      return node._rules.length > 0 ? undefined : (value) => value !== undefined;
    case 'boolean':
      return node._rules.length > 0 ? undefined : (value) => typeof value === 'boolean';
    case 'string':
      return acceptsString(node._rules);
    case 'number':
      return acceptsNumber(node._rules);
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
 * Whether a schema is of Joi itself: an extension may be called `string` too, and mean something else. Schemas of
 * another copy of Joi than ours cannot be told from extensions, and are left to it.
 */
function isPristine({ type, _definition }: JoiNode): boolean {
  if (!definitions.has(type)) {
    const joi = optionalPeer('joi', 'Validation') as Record<string, (() => JoiNode) | undefined>;
    definitions.set(type, Object.hasOwn(joi, type) ? joi[type]?.()._definition : undefined);
  }
  return _definition !== undefined && definitions.get(type) === _definition;
}
