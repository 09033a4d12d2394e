import type * as Yaml from 'yaml';
import type { GatewayHost } from '../host';
import { optionalPeer } from '../optional-peer';
import type { GatewayRegistry } from '../registry/definitions';
import { asyncApiDocument, type AsyncApiOptions } from './asyncapi/document';
import { clientTypes } from './client-types/client-types';
import { contractModel } from './model/contract-model';
import type { ContractModel } from './model/model';

/** The documents of a host as texts. A registry is read once, when it is first asked for. */
export class Documents {
  readonly #host: GatewayHost;
  readonly #options: AsyncApiOptions;
  #read: { readonly registry: GatewayRegistry; readonly model: ContractModel } | undefined;

  constructor(host: GatewayHost, options: Partial<AsyncApiOptions>) {
    this.#host = host;
    this.#options = { title: 'Gateways', version: '0.0.0', ...options };
  }

  get title(): string {
    return this.#options.title;
  }

  /** The same host may be attached again, with other gateways. */
  get model(): ContractModel {
    const { registry } = this.#host;
    if (this.#read?.registry !== registry) this.#read = { registry, model: contractModel(registry) };
    return this.#read.model;
  }

  contract(): string {
    return json(this.model);
  }

  asyncApi(): string {
    return json(asyncApiDocument(this.model, this.#options));
  }

  /** @throws Error where `yaml` is not installed */
  asyncApiYaml(): string {
    const { stringify } = optionalPeer('yaml', 'asyncapi.yaml', 'npm install --save-dev') as typeof Yaml;
    return stringify(asyncApiDocument(this.model, this.#options), { aliasDuplicateObjects: false, lineWidth: 0 });
  }

  /** @throws Error where `json-schema-to-typescript` is not installed */
  clientTypes(): Promise<string> {
    return clientTypes(this.model);
  }
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
