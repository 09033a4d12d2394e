import Joi from 'joi';
import type { Say } from './scenario';

export const saySchema = Joi.object<Say, true>({ id: Joi.number().required(), room: Joi.string().max(20).required() });
export const roomSchema = Joi.string().max(20).required();
