import cluster from 'node:cluster';

/** A service of the primary as a worker sees it: every answer is a promise. */
export type Remote<Service> = {
  readonly [Name in keyof Service]: Service[Name] extends (...args: infer Args) => infer Result
    ? (...args: Args) => Promise<Awaited<Result>>
    : never;
};

interface Question {
  readonly question: number;
  readonly service: string;
  readonly method: string;
  readonly args: readonly unknown[];
}

interface Answer {
  readonly answer: number;
  readonly value?: unknown;
  readonly error?: string;
}

/** Has the primary answer what its workers ask of these services. */
export function answerQuestions(services: Readonly<Record<string, object>>): void {
  cluster.on('message', (worker, message: object) => {
    if (!('question' in message)) return;
    const { question, service, method, args } = message as Question; // a worker of ours has sent it
    const reply = (answer: Omit<Answer, 'answer'>): void => {
      if (worker.isConnected()) worker.send({ answer: question, ...answer });
    };
    void call(services[service], method, args).then(
      (value) => reply({ value }),
      (error: unknown) => reply({ error: String(error) }),
    );
  });
}

async function call(service: object | undefined, name: string, args: readonly unknown[]): Promise<unknown> {
  const method: unknown = service && Reflect.get(service, name);
  if (typeof method !== 'function') throw new TypeError(`The primary has no ${name}()`);
  return Reflect.apply(method, service, args);
}

/** The worker's end. It listens to the primary once something has been asked. */
export class Primary {
  readonly #open = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  #questions = 0;

  constructor() {
    process.on('message', (message: object) => {
      if (!('answer' in message)) return;
      const { answer, value, error } = message as Answer; // the primary has sent it
      const question = this.#open.get(answer);
      this.#open.delete(answer);
      if (error === undefined) question?.resolve(value);
      else question?.reject(new Error(error));
    });
  }

  /** A service of the primary, by its name there. */
  service<Service>(name: string, methods: readonly (keyof Service & string)[]): Remote<Service> {
    const entries = methods.map((method) => [
      method,
      (...args: readonly unknown[]) => this.#ask({ question: (this.#questions += 1), service: name, method, args }),
    ]);
    return Object.fromEntries(entries) as Remote<Service>; // it has the methods that are named, and they answer so
  }

  #ask(question: Question): Promise<unknown> {
    return new Promise((resolve, reject) => {
      this.#open.set(question.question, { resolve, reject });
      process.send?.(question);
    });
  }
}
