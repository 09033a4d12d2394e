// A bundler wraps what is CommonJS, and cannot leave out what a page does not use of it.
import { strict as assert } from 'node:assert';
import { readFileSync } from 'node:fs';

assert.doesNotMatch(readFileSync('client.js', 'utf8'), /__commonJS|require|exports/);
