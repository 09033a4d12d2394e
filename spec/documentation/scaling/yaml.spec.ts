import { expect } from 'chai';
import { parse, parseAllDocuments } from 'yaml';
import { read } from '../examples';
import { kubernetes, metadata, outOfShape, traefik } from './shapes';
import { configurations } from './snippets';

interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly spec: Record<string, unknown>;
}

const [ofTraefik = '', ofKubernetes = ''] = configurations('yaml');

function objects(): KubernetesObject[] {
  const documents = parseAllDocuments(ofKubernetes);
  expect(documents.flatMap(({ errors }) => errors)).to.deep.equal([]);
  return documents.map((document) => document.toJS() as KubernetesObject);
}

describe('the files of the guide for scaling', () => {
  it('are two of YAML', () => {
    expect(configurations('yaml')).to.have.length(2);
    expect(ofTraefik).to.match(/^# traefik\n/);
  });

  it("are Traefik's, with fields that it has", () => {
    expect(outOfShape(parse(ofTraefik), traefik)).to.deep.equal([]);
  });

  it("are Kubernetes', with kinds, versions and fields that it has", () => {
    const all = objects();
    expect(all.map(({ kind }) => kind)).to.have.members(Object.keys(kubernetes));
    for (const { kind, apiVersion, metadata: own, spec, ...others } of all) {
      expect(others, kind).to.deep.equal({});
      expect(apiVersion, kind).to.equal(kubernetes[kind]!.apiVersion);
      expect(outOfShape(own, metadata), kind).to.deep.equal([]);
      expect(outOfShape(spec, kubernetes[kind]!.spec), kind).to.deep.equal([]);
    }
  });

  it('select the pods that there are, by one label', () => {
    const labels = [...ofKubernetes.matchAll(/(?:selector|matchLabels|labels): \{ (.*) \}/g)].map(([, label]) => label);
    expect(labels).to.have.length(4);
    expect(new Set(labels)).to.deep.equal(new Set(['app: gateways']));
  });

  it('give a node longer than its shutdown takes', () => {
    const [, shutdownMs = '0'] = /shutdown\(([\d_]+)\)/.exec(read('docs/deployment.md')) ?? [];
    const [, graceSeconds = '0'] = /terminationGracePeriodSeconds: (\d+)/.exec(ofKubernetes) ?? [];
    expect(Number(graceSeconds) * 1_000).to.be.above(Number(shutdownMs.replaceAll('_', '')) + 5_000);
  });

  it('notice a field that there is not', () => {
    expect(outOfShape({ replica: 3 }, kubernetes.Deployment!.spec)).to.deep.equal(['.replica']);
  });
});
