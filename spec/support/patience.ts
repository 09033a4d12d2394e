import { patience } from '../../src/testing/kit/patience';

/** How long specs wait for what must happen: other specs may keep the machine busy meanwhile. */
export const PATIENT = { waitMs: 10_000, graceMs: 10_000 };

/** What users have. */
const usual = { ...patience };

/** In these specs the kit waits as long as it does for its users. */
export function withUsualPatience(): void {
  before(() => {
    Object.assign(patience, usual);
  });
  after(() => {
    Object.assign(patience, PATIENT);
  });
}
