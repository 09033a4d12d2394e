import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Response } from 'express';
import { controller, httpGet, response } from 'inversify-express-utils';
import { HAS_CONSOLE } from './has-console';

export const PUBLIC = path.join(__dirname, 'public');

const LINK = /<a href="docs\/">[^<]*<\/a>/;

@controller('/')
export class HomeController {
  @httpGet('/')
  page(@response() res: Response): void {
    const page = readFileSync(path.join(PUBLIC, 'index.html'), 'utf8');
    res.type('html').send(HAS_CONSOLE ? page : page.replace(LINK, ''));
  }
}
