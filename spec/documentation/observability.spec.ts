import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { parse } from 'yaml';
import { DemoProcess } from '../demo/support';

interface Dashboard {
  readonly panels: readonly { readonly title: string; readonly targets: readonly { readonly expr: string }[] }[];
}
interface Alerts {
  readonly groups: readonly { readonly rules: readonly { readonly alert: string; readonly expr: string }[] }[];
}

function metricsIn(expression: string): readonly string[] {
  const names = expression.match(/gateways_\w+/g) ?? [];
  return names.map((name) => name.replace(/_(bucket|sum|count)$/, ''));
}

describe('the dashboard and the alerts', function () {
  this.timeout(30_000);
  let demo: DemoProcess | undefined;
  let served = '';

  before(async () => {
    demo = await DemoProcess.start();
    served = await (await fetch(`${demo.url}/metrics`)).text();
  });
  after(() => demo?.stop());

  /** The metrics that the demo serves. */
  const names = (): readonly string[] => [...served.matchAll(/^# TYPE (\w+)/gm)].map(([, name = '']) => name);

  it('ask for metrics that the demo serves, and for all of them', () => {
    const { panels } = JSON.parse(readFileSync('docs/grafana-dashboard.json', 'utf8')) as Dashboard;
    const asked = panels.flatMap(({ targets }) => targets.flatMap(({ expr }) => metricsIn(expr)));
    expect(names()).to.include.members(asked);
    expect(asked).to.include.members(names().filter((name) => name !== 'gateways_users'));
  });

  it('are five, of metrics that the demo serves', () => {
    const { groups } = parse(readFileSync('docs/prometheus-alerts.yaml', 'utf8')) as Alerts;
    const rules = groups.flatMap((group) => group.rules);
    expect(rules).to.have.length(5);
    for (const { alert, expr } of rules) {
      expect(metricsIn(expr), alert).not.to.be.empty;
      expect(names(), alert).to.include.members(metricsIn(expr));
    }
  });

  it('use labels that the metrics have', () => {
    const text =
      readFileSync('docs/grafana-dashboard.json', 'utf8') + readFileSync('docs/prometheus-alerts.yaml', 'utf8');
    const labels = [...text.matchAll(/by \(([^)]*)\)/g)].flatMap(([, list = '']) => list.split(', '));
    const known = [
      'le',
      'namespace',
      'reason',
      'result',
      'gateway',
      'event',
      'code',
      'direction',
      'transport',
      'limit',
    ];
    expect(known).to.include.members(labels);
  });

  it('have a /ready beside them, which says that the demo takes clients', async () => {
    const answer = await fetch(`${demo?.url ?? ''}/ready`);
    expect(answer.status).to.equal(200);
  });

  it('are explained: the page names every metric that it tells to look at as it is served', () => {
    expect(names()).to.include.members(metricsIn(readFileSync('docs/observability.md', 'utf8')));
  });
});
