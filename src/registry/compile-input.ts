import type { GatewayContainer } from '../container';
import type { Problems } from './problems';
import type { Validation } from '../validation/parse';

/** What compiling needs besides the classes. */
export interface CompileInput {
  readonly container: GatewayContainer;
  readonly validation: Validation;
  readonly problems: Problems;
}
