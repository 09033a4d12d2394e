/** Decorates a method, or a field that holds an arrow function. */
export type HandlerDecorator = (target: object, name: string | symbol, descriptor?: PropertyDescriptor) => void;
