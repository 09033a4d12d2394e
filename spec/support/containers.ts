import { Container } from 'inversify';

/** A container that falls back on `parent`: Inversify 6 has a method for it, 7 and 8 an option. */
export function childOf(parent: Container): Container {
  const { createChild } = parent as unknown as { createChild?: () => Container };
  const options: object = { parent };
  return createChild ? createChild.call(parent) : new Container(options);
}
