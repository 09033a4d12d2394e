import Joi from 'joi';
import Joi17 from 'joi-17';

/** Both are used as Joi 18 is typed; what the specs use of it is the same in 17. */
export const joiVersions: Readonly<Record<string, typeof Joi>> = {
  'Joi 18': Joi,
  'Joi 17': Joi17 as unknown as typeof Joi,
};
