import type { RequestHandler } from 'express';
import type { ContractModel, EmittedEventModel, EventModel, NamespaceModel } from './model/model';

/** What the page needs of the documents. */
interface PageSource {
  readonly title: string;
  readonly model: ContractModel;
}

/** Nothing runs on the page, and nothing comes from elsewhere. */
const POLICY = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
const FILES = ['asyncapi.json', 'asyncapi.yaml', 'client.d.ts', 'contract.json'];

/** Serves a page, `/contract.html`, that lists the gateways, and its style. Everything on it is named relative to the page. */
export function plainPage(source: PageSource): RequestHandler {
  return (request, response, next) => {
    const { path, method } = request;
    if ((method !== 'GET' && method !== 'HEAD') || (path !== '/contract.html' && path !== '/page.css')) {
      next();
      return;
    }
    response.setHeader('Content-Security-Policy', POLICY);
    response.setHeader('X-Content-Type-Options', 'nosniff');
    response.setHeader('Cache-Control', 'private, no-cache');
    response.type(path === '/page.css' ? 'css' : 'html').send(path === '/page.css' ? STYLE : pageOf(source));
  };
}

function pageOf({ title, model }: PageSource): string {
  const namespaces = model.paths.flatMap(({ path, namespaces: own }) => own.map((each) => sectionOf(each, path)));
  const notes = model.notes.map((note) => `<li>${escaped(note)}</li>`).join('');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escaped(title)}</title>
<link rel="stylesheet" href="page.css">
</head>
<body>
<h1>${escaped(title)}</h1>
<p>${FILES.map((file) => `<a href="${file}">${file}</a>`).join(' ')}</p>
${namespaces.join('\n')}
${notes === '' ? '' : `<h2>Not described</h2><ul>${notes}</ul>`}
</body>
</html>
`;
}

function sectionOf({ name, guards, gateways }: NamespaceModel, path: string): string {
  const words = gateways.flatMap(({ summary }) => summary ?? []);
  const events = gateways.flatMap((each) => each.events.map(eventOf));
  const emits = gateways.flatMap((each) => each.emits.map(emittedOf));
  return `<section>
<h2>${escaped(name)} <small>${escaped(path)}</small></h2>
${words.map((each) => `<p>${escaped(each)}</p>`).join('')}
${guards.length > 0 ? `<p>Guarded by ${escaped(guards.join(', '))}</p>` : ''}
<table><caption>Clients send</caption>${events.join('')}</table>
${emits.length > 0 ? `<table><caption>The server emits</caption>${emits.join('')}</table>` : ''}
</section>`;
}

function eventOf({ event, summary, handler, deprecated, guards }: EventModel): string {
  const name = deprecated ? `<s>${escaped(event)}</s>` : escaped(event);
  return `<tr><th>${name}</th><td>${escaped(summary ?? handler)}</td><td>${escaped(guards.join(', '))}</td></tr>`;
}

function emittedOf({ event, description, by }: EmittedEventModel): string {
  return `<tr><th>${escaped(event)}</th><td>${escaped(description ?? '')}</td><td>${escaped(by.join(', '))}</td></tr>`;
}

/** A text of the application, which may hold anything, as HTML. */
function escaped(text: string): string {
  return text.replaceAll(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

const STYLE = `:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { margin: 2rem auto; max-width: 60rem; padding: 0 1rem; }
a { margin-right: 1rem; }
small { color: GrayText; }
table { border-collapse: collapse; margin: 1rem 0; width: 100%; }
caption { color: GrayText; text-align: left; }
th, td { border-bottom: 1px solid color-mix(in srgb, currentColor 20%, transparent); padding: 0.25rem 1rem 0.25rem 0; }
th, td { overflow-wrap: anywhere; text-align: left; vertical-align: top; }
`;
