import type { Guard } from '../enhancers';

/** The user behind a client, as inversify-express-utils has it. */
export interface Principal<Details = unknown> {
  details: Details;
  isAuthenticated(): Promise<boolean>;
  isInRole(role: string): Promise<boolean>;
  isResourceOwner(resourceId: unknown): Promise<boolean>;
}

/** The part of an `AuthProvider` of inversify-express-utils that both worlds share; its arguments are Express'. */
export interface AuthProvider {
  getUser(request: never, response: never, next: never): Promise<Principal>;
}

/** A guard: the client's principal is authenticated. Needs `options.authProvider`, or a guard that sets the user. */
export function authenticated(): Guard['canActivate'] {
  return named('authenticated', async ({ user }) => isPrincipal(user) && (await user.isAuthenticated()));
}

/** A guard: the client's principal is authenticated and has a role. */
export function inRole(role: string): Guard['canActivate'] {
  return named(
    `inRole('${role}')`,
    async ({ user }) => isPrincipal(user) && isTrue(await user.isAuthenticated()) && isTrue(await user.isInRole(role)),
  );
}

/** For documents and messages. */
function named(name: string, guard: Guard['canActivate']): Guard['canActivate'] {
  return Object.defineProperty(guard, 'name', { value: name });
}

function isPrincipal(user: unknown): user is Principal {
  return typeof user === 'object' && user !== null && 'isAuthenticated' in user && 'isInRole' in user;
}

/** As everywhere around guards nothing else will do, whatever a provider gives. */
function isTrue(answer: unknown): boolean {
  return answer === true;
}
