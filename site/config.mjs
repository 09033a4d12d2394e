import { defineConfig } from 'vitepress';

const repository = 'https://github.com/inversify-express-gateways/inversify-express-gateways';
const page = (text, link) => ({ text, link: `/${link}` });

// VitePress writes these functions into its pages as text: they use nothing from outside.
const searchOptions = {
  /** The guides come before the reference and the list of changes. */
  boostDocument: (id) => (/\/(reference|changelog)\b/.test(id) ? 0.15 : 1),
  /** Words that a question has and that say nothing of its subject. */
  processTerm: (term) =>
    /^(a|an|and|are|at|can|do|does|for|from|how|i|if|in|is|it|my|of|on|run|the|to|use|what|when|where|why|with)$/i.test(
      term,
    )
      ? null
      : term.toLowerCase(),
};

export default defineConfig({
  title: 'inversify-express-gateways',
  description: 'Class-based Socket.IO gateways for Express, wired by Inversify, validated by Joi',
  base: process.env.SITE_BASE ?? '/',
  outDir: '../dist',
  cleanUrls: true,
  // A dead link is an error, which is the default.
  themeConfig: {
    search: { provider: 'local', options: { miniSearch: { searchOptions } } },
    outline: [2, 3],
    socialLinks: [{ icon: 'github', link: repository }],
    nav: [page('Guide', 'getting-started'), page('Reference', 'reference/'), page('Changes', 'changelog')],
    sidebar: [
      {
        text: 'Start',
        items: [
          page('Getting started', 'getting-started'),
          page('JavaScript', 'javascript'),
          { text: 'Examples', link: `${repository}/tree/main/examples` },
        ],
      },
      {
        text: 'Gateways',
        items: [
          page('Gateways', 'gateways'),
          page('Messages', 'messages'),
          page('Validation', 'validation'),
          page('Errors and their codes', 'errors'),
          page('Delivery: once, at least once', 'delivery'),
          page('Guards, interceptors, filters', 'enhancers'),
          page('Authentication, JWT, logins', 'logins'),
          page('Rooms, namespaces, tenants', 'rooms'),
          page('Streams', 'streams'),
          page('Rate limits, time-outs, order', 'rate-limits'),
          page('The context of an event', 'context'),
          page('What runs in which order', 'order-of-things'),
        ],
      },
      {
        text: 'The application',
        items: [
          page('Attaching to Express', 'attaching'),
          page('Origins, Express middleware', 'handshakes'),
          page('Testing', 'testing'),
          page('The contract in types', 'contract'),
          page('AsyncAPI, types for clients', 'asyncapi'),
          page('The live console', 'console'),
          page('Versions, compilers', 'versions'),
        ],
      },
      {
        text: 'Clients',
        items: [page('Browser, React, Node, Python', 'client')],
      },
      {
        text: 'When something is wrong',
        items: [page('Troubleshooting', 'troubleshooting'), page('Messages while it runs', 'runtime-messages')],
      },
      {
        text: 'In production',
        items: [
          page('Deployment', 'deployment'),
          page('Limits', 'limits'),
          page('Security', 'security'),
          page('Clusters: several nodes', 'cluster'),
          page('Who is here', 'presence'),
          page('Observability', 'observability'),
          page('Performance', 'performance'),
        ],
      },
      {
        text: 'Coming from',
        items: [
          page('plain socket.io', 'from-socket-io'),
          page('NestJS', 'from-nestjs'),
          page('Ellar', 'from-ellar'),
          page('socket-controllers', 'from-socket-controllers'),
        ],
      },
      { text: 'API reference', link: '/reference/' },
    ],
  },
});
