import { Parser } from '@asyncapi/parser';
import { asyncApiDocument, contractModel } from '../../src/docs';
import { everything, registryOf } from './fixture/registry';
it('x', async () => {
  const registry = await registryOf(everything, { acks: 'errorFirst' });
  const doc = asyncApiDocument(registry, { title: 'T', version: '1.0.0', id: 'urn:x:y' });
  console.log(JSON.stringify(contractModel(registry).notes, null, 1), JSON.stringify(doc, null, 1));
  const { diagnostics } = await new Parser().parse(JSON.stringify(doc));
  console.log(diagnostics.map((d) => [d.severity, d.code, d.message, d.path.join('.')].join(' ')));
});
