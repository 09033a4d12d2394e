import type { Step as StepName } from '../../channels';

/** A step of an event, and what of it, as the log and the channels name them: `{ name: 'guards', by: 'SignedIn' }`. */
export interface Step {
  readonly name: StepName;
  readonly by: string | undefined;
}

export const VALIDATION: Step = { name: 'validation', by: undefined };
export const HANDLER: Step = { name: 'handler', by: undefined };
export const FILTERS: Step = { name: 'filters', by: undefined };
export const REPLY: Step = { name: 'reply', by: undefined };

export function limitStep(by: string): Step {
  return { name: 'limits', by };
}
