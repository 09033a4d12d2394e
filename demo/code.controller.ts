import { readFileSync } from 'node:fs';
import path from 'node:path';
import { BaseHttpController, controller, httpGet, requestParam } from 'inversify-express-utils';

const SOURCES = [
  'chat.gateway.ts',
  'showcase.gateway.ts',
  'room.gateway.ts',
  'orders.gateway.ts',
  'node.gateway.ts',
  'announcements.controller.ts',
].map((file) => readFileSync(path.join(__dirname, file), 'utf8'));

/** The code of the gateways, for whoever looks at the page. */
@controller('/code')
export class CodeController extends BaseHttpController {
  /** The method of that name, or that handles that event, or the class: as it stands in its file. */
  @httpGet('/:name')
  code(@requestParam('name') name: string) {
    const found = /^\w+$/.test(name) && SOURCES.map((source) => named(name, source)).find(Boolean);
    return found ? this.ok({ code: found }) : this.notFound();
  }
}

/** From its first decorator to the brace that closes it; prettier writes both with as many spaces before them. */
function named(name: string, source: string): string | undefined {
  const methods = source.matchAll(/^ {2}@.*?^ {2}\}$/gms);
  const classes = source.matchAll(/^@.*?^\}$/gms);
  const start = new RegExp(
    `^  @SubscribeMessage\\('${name}'\\)|^  (async )?\\*?${name}\\(|^export class ${name} `,
    'm',
  );
  const found = [...methods, ...classes].map(([code]) => code).find((code) => start.test(code));
  return found?.startsWith('  ') ? found.replaceAll(/^ {2}/gm, '') : found;
}
