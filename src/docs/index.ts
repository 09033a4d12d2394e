// The registry as data
export { contractModel } from './model/contract-model';
export type {
  ArgumentModel,
  ContractModel,
  DescriptionModel,
  EmittedEventModel,
  EventModel,
  GatewayModel,
  HandshakeModel,
  NamespaceModel,
  ParameterModel,
  PathModel,
  RateLimitModel,
} from './model/model';
export { jsonSchemaOf } from './json-schema';
export type { JsonSchema, JsonSchemaTarget } from './json-schema/types';

// Documents of it
export {
  asyncApiDocument,
  type AsyncApiDocument,
  type AsyncApiOptions,
  type AsyncApiServer,
} from './asyncapi/document';

export { clientTypes, type ClientTypesOptions } from './client-types/client-types';

export { compareContracts } from './changes/compare-contracts';
export type { ContractChange } from './changes/change';

// Over HTTP
export { gatewayDocs, type DocsOptions } from './router';
export type { DocsAccess } from './access';
