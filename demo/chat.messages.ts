import Joi from 'joi';

/** What the page sends, as it is once its schema has let it pass. */
export interface Message {
  data: string;
}

export interface Introduction {
  name: string;
  email: string;
  age: number;
}

const text = Joi.string().trim().max(200);

export const message = Joi.object<Message>({ data: text.required() });

export const roomName = Joi.string()
  .trim()
  .max(30)
  .pattern(/^[\p{L}\p{N} _-]+$/u, 'letters, digits, spaces, - and _');

export const introduction = Joi.object<Introduction>({
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

/** What the gateway sends, for the compiler to check. */
export interface ChatEvents {
  my_response(message: Message & { from: string; room?: string }): void;
  my_pong(): void;
  introduced(who: { name: string }): void;
  session(login: { name: string | null }): void;
  session_over(): void;
  rooms(rooms: string[]): void;
  room_closed(closed: { room: string }): void;
  presence(presence: { clients: number; news: string }): void;
  tick(tick: { count: number }): void;
  announcement(announcement: { text: string; from?: string }): void;
}
