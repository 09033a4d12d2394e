/** A contract is not published by accident: in production `gatewayDocs` wants to know who may see it. */
export const HAS_CONSOLE = process.env.NODE_ENV !== 'production';
