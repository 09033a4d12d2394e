import { mapSubschemas } from './subschemas';
import { isJsonSchema, type JsonSchema } from './types';

/**
 * Validators compile patterns with the flag `u`, which does not take all that JavaScript does without it: `[\\w-.]`. Such
 * a pattern goes into the comment, so that the rest of the schema can be used.
 */
export function withUsablePatterns(schema: JsonSchema): JsonSchema {
  const { pattern, patternProperties, ...rest } = mapSubschemas(schema, withUsablePatterns);
  const unusable = [pattern, ...(isJsonSchema(patternProperties) ? Object.keys(patternProperties) : [])]
    .filter((each) => typeof each === 'string')
    .filter((each) => !isUsable(each));
  if (unusable.length === 0) return mapSubschemas(schema, withUsablePatterns);
  const comments = [rest.$comment, ...unusable.map((each) => `pattern: ${each}`)];
  const isOpen = isJsonSchema(patternProperties) && Object.keys(patternProperties).some((each) => !isUsable(each));
  return {
    ...rest,
    ...(typeof pattern === 'string' && isUsable(pattern) && { pattern }),
    ...(isJsonSchema(patternProperties) && !isOpen && { patternProperties }),
    ...(isOpen && { additionalProperties: true }),
    $comment: comments.filter((each) => typeof each === 'string').join('; '),
  };
}

function isUsable(pattern: string): boolean {
  try {
    new RegExp(pattern, 'u');
    return true;
  } catch {
    return false;
  }
}
