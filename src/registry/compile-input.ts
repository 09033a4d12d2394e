import type { GatewayContainer } from '../container';
import type { Problems } from './problems';
import type { Validation } from '../validation/parse';

/** The input of the compilation, besides the classes. */
export interface CompileInput {
  readonly container: GatewayContainer;
  readonly validation: Validation;
  readonly problems: Problems;
}
