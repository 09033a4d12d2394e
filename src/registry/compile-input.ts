import type { ValidationOptions } from 'joi';
import type { GatewayContainer } from '../container';
import type { Problems } from './problems';

/** What compiling needs besides the classes. */
export interface CompileInput {
  readonly container: GatewayContainer;
  readonly validation: ValidationOptions;
  readonly problems: Problems;
}
