/* eslint-disable @typescript-eslint/consistent-type-imports, @typescript-eslint/ban-ts-comment --
   Of an import, declaration files do not keep the comment that is needed here. */

/**
 * The agent of supertest; `any` where its types are not installed, so that whoever does not use it needs none.
 * @ts-ignore */
export type HttpAgent = import('supertest').Agent;
