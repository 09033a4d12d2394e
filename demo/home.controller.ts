import path from 'node:path';
import type { Response } from 'express';
import { controller, httpGet, response } from 'inversify-express-utils';

export const PUBLIC = path.join(__dirname, 'public');

@controller('/')
export class HomeController {
  @httpGet('/')
  page(@response() res: Response): void {
    res.sendFile('index.html', { root: PUBLIC });
  }
}
