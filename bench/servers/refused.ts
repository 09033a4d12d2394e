import Joi from 'joi';
import { z } from 'zod';
import { Refusal } from './message';
import { scenario } from './scenario';

/** What large payloads are refused by. */
const schemas = {
  joi: {
    rows: Joi.array().items(Joi.object({ id: Joi.string().required(), name: Joi.string().required() })),
    dictionary: Joi.object().pattern(Joi.string(), Joi.number()),
  },
  zod: {
    rows: z.array(z.object({ id: z.string(), name: z.string() })),
    dictionary: z.record(z.string(), z.number()),
  },
};

export const refusingSchema = schemas[scenario.library][scenario.shape];

/** @throws Refusal as both libraries have it when nothing is set: Joi's first mistake, and all of zod's */
export function refuse(body: unknown): unknown {
  return scenario.library === 'joi' ? refuseWithJoi(body) : refuseWithZod(body);
}

function refuseWithJoi(body: unknown): unknown {
  const result = schemas.joi[scenario.shape].validate(body);
  if (!result.error) return result.value as unknown;
  throw new Refusal(
    1007,
    result.error.details.map(({ path, type, message }) => ({ in: 'body', path, type, message })),
  );
}

function refuseWithZod(body: unknown): unknown {
  const { error, data } = schemas.zod[scenario.shape].safeParse(body);
  if (!error) return data;
  throw new Refusal(
    1007,
    error.issues.map(({ path, code, message }) => ({ in: 'body', path, type: code, message })),
  );
}
