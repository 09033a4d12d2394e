import type { GatewayContainer } from '../container';
import type { Problems } from './problems';
import type { Validation } from '../validation/parse';

/** What the classes are compiled with. */
export interface CompileInput {
  readonly container: GatewayContainer;
  readonly validation: Validation;
  readonly problems: Problems;
}
