import 'reflect-metadata';

const faults: unknown[] = [];
process.on('uncaughtExceptionMonitor', (error) => faults.push(error));
process.prependListener('unhandledRejection', (reason) => faults.push(reason));

/** Nothing that a spec does may end the process it runs in. */
export const mochaHooks = {
  afterEach(): void {
    const found = faults.splice(0);
    if (found.length > 0) throw new AggregateError(found, `Unhandled: ${found.map(String).join('; ')}`);
  },
};
