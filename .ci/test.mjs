import { Checks } from './checks.mjs';

const checks = new Checks();
for (const script of ['typecheck', 'lint', 'layers', 'specs']) {
  await checks.command(script, 'npm', ['run', '--silent', script]);
}
checks.close();
