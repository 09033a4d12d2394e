import Joi from 'joi';
import type { Message } from './chat.contract';

export interface Introduction {
  name: string;
  email: string;
  age: number;
}

const text = Joi.string().trim().max(200);

// `true`: Joi, too, has the compiler look whether a schema has the keys of its type, and of which kind.

export const message = Joi.object<Message, true>({ data: text.required() });

export const roomName = Joi.string()
  .trim()
  .max(30)
  .pattern(/^[\p{L}\p{N} _-]+$/u, 'letters, digits, spaces, - and _');

export const introduction = Joi.object<Introduction, true>({
  name: Joi.string().trim().min(2).max(20).required(),
  email: Joi.string().email({ tlds: false }).required(),
  age: Joi.number().integer().min(13).max(120).required(),
});

export const said = Joi.object<Message & { from: string; room?: string }>({
  from: Joi.string().required(),
  data: Joi.string().allow('').required(),
  room: Joi.string(),
});

export const found = Joi.object({
  limit: Joi.number().integer().required(),
  found: Joi.array().items(said).required(),
});

export const presence = Joi.object({ clients: Joi.number().integer().required(), news: Joi.string().required() });
