import { decoratorOf } from './contract/hooks';
import { type Enhancers, enhancerName } from './enhancers';
import { printable } from './log/printable';
import { expectHost } from './registry/options/host-argument';
import type { GatewayDefinition, GatewayRegistry, HandlerDefinition } from './registry/definitions';

const HEAD = ['path', 'namespace', 'event', 'handler', 'guards', 'limits'] as const;

/**
 * What is attached, as a table of lines for the console: each event and each hook with its handler, its guards from the
 * outside in, and what limits it (`@RateLimit`, `@Timeout`, serial order).
 *
 * ```ts
 * console.log(describeGateways(host));
 * ```
 */
export function describeGateways(host: { readonly registry: GatewayRegistry }): string {
  expectHost('describeGateways', host);
  const { registry } = host;
  const rows = registry.gateways.flatMap((gateway) => rowsOf(gateway, registry.enhancers));
  const widths = HEAD.map((name, column) => Math.max(name.length, ...rows.map((row) => (row[column] ?? '').length)));
  return [HEAD, ...rows]
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function rowsOf(gateway: GatewayDefinition, global: Enhancers): readonly (readonly string[])[] {
  const { path, namespace, handlers } = gateway;
  const place = [path, String(namespace)];
  const guards = [global, gateway.enhancers];
  const atConnect = [...place, 'connect', gateway.gateway.name, guardsOf(guards), limitsOf(guards, gateway)];
  const rows = handlers.flatMap((handler) => handlerRows(handler, gateway, guards).map((row) => [...place, ...row]));
  return [atConnect, ...rows].map((row) => row.map(printable));
}

function handlerRows(handler: HandlerDefinition, gateway: GatewayDefinition, outer: readonly Enhancers[]): string[][] {
  const { label, events, hooks, serverEvents } = handler;
  const around = [...outer, handler.enhancers];
  return [
    ...events.map((event) => [event, label, guardsOf(around), limitsOf(around, gateway)]),
    ...hooks.map((hook) => [
      decoratorOf(hook),
      label,
      guardsOf(hook === 'unknownEvent' ? around : [handler.enhancers]),
      '',
    ]),
    ...serverEvents.map((event) => [`${event} (from servers)`, label, '', '']),
  ];
}

function guardsOf(around: readonly Enhancers[]): string {
  return around.flatMap(({ guards }) => guards.map(enhancerName)).join(', ');
}

function limitsOf(around: readonly Enhancers[], { ordering }: GatewayDefinition): string {
  const rates = around.flatMap(({ rateLimits }) =>
    rateLimits.map((limit) =>
      'points' in limit ? `${limit.points} in ${limit.durationMs} ms` : 'a limiter of its own',
    ),
  );
  const timeoutMs = around.findLast((each) => each.timeoutMs !== undefined)?.timeoutMs;
  return [
    ...rates,
    ...(timeoutMs === undefined ? [] : [`${timeoutMs} ms`]),
    ...(ordering === 'serial' ? ['serial'] : []),
  ].join(', ');
}
