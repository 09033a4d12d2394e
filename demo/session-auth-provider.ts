import type { Request } from 'express';
import { injectable } from 'inversify';
import type { AuthProvider } from 'inversify-express-utils';
import type { Principal } from '../src';

/** Whoever sits at the page; without a name where nobody has logged in. */
export type User = Principal<{ name?: string }>;

/** Asked by Express for every request, and by the gateways for every client that connects. */
@injectable()
export class SessionAuthProvider implements AuthProvider {
  async getUser({ session: { name } }: Request): Promise<User> {
    return {
      details: name === undefined ? {} : { name },
      isAuthenticated: async () => name !== undefined,
      isInRole: async () => false, // the demo knows no roles
      isResourceOwner: async () => false,
    };
  }
}
