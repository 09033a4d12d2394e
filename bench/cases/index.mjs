import { around } from './around.mjs';
import { attach } from './attach.mjs';
import { broadcast } from './broadcast.mjs';
import { capacity } from './capacity.mjs';
import { chat } from './chat.mjs';
import { connect } from './connect.mjs';
import { dispatch } from './dispatch.mjs';
import { emit } from './emit.mjs';
import { kit } from './kit.mjs';
import { memory } from './memory.mjs';
import { open } from './open.mjs';
import { profile } from './profile.mjs';
import { rejected } from './rejected.mjs';
import { variants } from './variants.mjs';
import { watching } from './watching.mjs';

/** In the order in which they run. */
export const cases = {
  dispatch,
  open,
  around,
  rejected,
  emit,
  broadcast,
  chat,
  connect,
  memory,
  attach,
  kit,
  variants,
  watching,
  profile,
  capacity,
};
export { keep } from '../harness/kept.mjs';
export { quick } from './quick.mjs';
