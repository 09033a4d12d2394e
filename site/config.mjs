import { defineConfig } from 'vitepress';

const repository = 'https://github.com/inversify-express-gateways/inversify-express-gateways';
const page = (text, link) => ({ text, link: `/${link}` });

export default defineConfig({
  title: 'inversify-express-gateways',
  description: 'Class-based Socket.IO gateways for Express, wired by Inversify, validated by Joi',
  base: process.env.SITE_BASE ?? '/',
  outDir: '../dist',
  cleanUrls: true,
  // A dead link is an error, which is the default.
  themeConfig: {
    search: { provider: 'local' },
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
          page('Gateways, namespaces, patterns', 'gateways'),
          page('Messages', 'messages'),
          page('Validation', 'validation'),
          page('Streams', 'streams'),
          page('Rooms, namespaces, tenants', 'rooms'),
          page('Errors', 'errors'),
          page('Guards, interceptors, filters', 'enhancers'),
          page('Logins and JWT', 'logins'),
          page('The order of things', 'order-of-things'),
          page('The contract in types', 'contract'),
          page('Attaching', 'attaching'),
        ],
      },
      {
        text: 'Around them',
        items: [
          page('Clients', 'client'),
          page('AsyncAPI', 'asyncapi'),
          page('The console', 'console'),
          page('Testing', 'testing'),
          page('Troubleshooting', 'troubleshooting'),
        ],
      },
      {
        text: 'In production',
        items: [
          page('Deployment', 'deployment'),
          page('Limits', 'limits'),
          page('Clusters', 'cluster'),
          page('Seeing inside', 'observability'),
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
