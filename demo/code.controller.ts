import { readFileSync } from 'node:fs';
import path from 'node:path';
import { BaseHttpController, controller, httpGet, requestParam } from 'inversify-express-utils';

const SOURCES = ['chat.gateway.ts', 'showcase.gateway.ts'].map((file) =>
  readFileSync(path.join(__dirname, file), 'utf8'),
);

/** The code of the gateways, for whoever looks at the page. */
@controller('/code')
export class CodeController extends BaseHttpController {
  /** The method that handles an event, as it stands in its file. */
  @httpGet('/:event')
  method(@requestParam('event') event: string) {
    const found = /^\w+$/.test(event) && SOURCES.map((source) => methodFor(event, source)).find(Boolean);
    return found ? this.ok({ code: found }) : this.notFound();
  }
}

/** From its first decorator to the brace that closes it; prettier writes both with two spaces before them. */
function methodFor(event: string, source: string): string | undefined {
  const methods = source.matchAll(/^ {2}@SubscribeMessage.*?^ {2}\}$/gms);
  const named = new RegExp(`^  @SubscribeMessage\\('${event}'\\)|^  (async )?\\*?${event}\\(`, 'm');
  const found = [...methods].map(([method]) => method).find((method) => named.test(method));
  return found?.replaceAll(/^ {2}/gm, '');
}
