import type { ErrorReport } from 'joi';
import type { joiVersions } from './joi-versions';
import type { Case } from './leaky-schemas';

/** A function for `.error()` that has a mistake tell its value where it tells what the schema says. */
function tellingItsValueAs(name: 'label' | 'limit') {
  return (reports: ErrorReport[]): ErrorReport[] => {
    for (const report of reports) Object.assign(report.local as object, { [name]: report.value as unknown });
    return reports;
  };
}

/** Functions of the application that report a mistake of Joi's, and put the value where Joi puts the schema's own words. */
export function leakyReports(Joi: (typeof joiVersions)[string], secret: string): Readonly<Record<string, Case>> {
  const others = { secret, body: secret };
  const inObject = { secret, body: { user: { password: secret } } };
  return {
    'an error whose label is the value': { ...others, schema: Joi.number().error(tellingItsValueAs('label')) },
    'an error deep inside whose label is the value': {
      ...inObject,
      schema: Joi.object({ user: { password: Joi.number().error(tellingItsValueAs('label')) } }),
    },
    'an error whose limit is the value, told by the schema around it': {
      ...inObject,
      schema: Joi.object({ user: { password: Joi.string().max(3) } }).error(tellingItsValueAs('limit')),
    },
    'a message of the schema that is told the value as what the schema says': {
      ...others,
      schema: Joi.string()
        .custom((value: string, helpers) => helpers.error('taken', { limit: value, valids: [value], key: value }))
        .messages({ taken: '{#limit} {#valids} {#key} is taken' }),
    },
    'a message of Joi that is told the value as the name of a pattern': {
      ...others,
      schema: Joi.string().custom((value: string, helpers) =>
        helpers.error('string.pattern.name', { name: value, regex: /a/ }),
      ),
    },
    'a message of Joi that is told the value as one that is allowed': {
      ...others,
      schema: Joi.string().custom((value: string, helpers) => helpers.error('any.only', { valids: [value] })),
    },
    'a message of Joi that an external tells the value as a limit': {
      ...others,
      schema: Joi.string().external((value: string, helpers) => helpers.error('string.max', { limit: value })),
    },
  };
}
