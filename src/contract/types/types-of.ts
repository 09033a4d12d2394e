import type { GatewayContext } from '../../context';
import type { Events } from './declared';

/** The types that a gateway gives to `GatewayBase`, or to the `GatewayContext` of a base class of its own. */
export type TypesOf<Gateway> = Gateway extends { readonly context: GatewayContext<infer Types> } ? Types : unknown;

/** What clients may send to a gateway. */
export type ListensOf<Gateway> = Events<TypesOf<Gateway>, 'listens'>;
/** What a gateway emits. */
export type EmitsOf<Gateway> = Events<TypesOf<Gateway>, 'emits'>;
