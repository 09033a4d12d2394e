/** A listener of an HTTP server, whoever added it. */
export type Listener = (...args: never[]) => unknown;

/** What a listener of an engine is for. One of socket.io's for the files of the client asks the engine's next. */
export type EngineListener = (typeof KINDS)[number];

export const KINDS = ['upgrade', 'request'] as const;

/** How engine.io, and before it socket.io, listen: in 6.6.12, in 6.2 to 6.6, in 4 to 6.1, in 3. */
const SOURCES: Readonly<Record<EngineListener, readonly string[]>> = {
  upgrade: [
    `(req, socket, head) => {
       if (check(req)) { this.handleUpgrade(req, socket, head); }
       else if (false !== options.destroyUpgrade) {
         socket.on("error", (e) => { debug("error while destroying upgrade: %s", e.message); });
         setTimeout(function () {
           if (socket.writable && socket.bytesWritten <= 0) { return socket.end(); }
         }, destroyUpgradeTimeout);
       }
     }`,
    `(req, socket, head) => {
       if (check(req)) { this.handleUpgrade(req, socket, head); }
       else if (false !== options.destroyUpgrade) {
         setTimeout(function () {
           if (socket.writable && socket.bytesWritten <= 0) {
             socket.on("error", (e) => { debug("error while destroying upgrade: %s", e.message); });
             return socket.end();
           }
         }, destroyUpgradeTimeout);
       }
     }`,
    `(req, socket, head) => {
       if (check(req)) { this.handleUpgrade(req, socket, head); }
       else if (false !== options.destroyUpgrade) {
         setTimeout(function () {
           if (socket.writable && socket.bytesWritten <= 0) { return socket.end(); }
         }, destroyUpgradeTimeout);
       }
     }`,
  ],
  request: [
    `(req, res) => {
       if (check(req)) { debug('intercepting request for path "%s"', path); this.handleRequest(req, res); }
       else { let i = 0; const l = listeners.length; for (; i < l; i++) { listeners[i].call(server, req, res); } }
     }`,
    `(req, res) => {
       if (check(req)) {
         debug('intercepting request for path "%s"', path);
         if ('OPTIONS' === req.method && 'function' === typeof options.handlePreflightRequest) {
           options.handlePreflightRequest.call(server, req, res);
         } else { this.handleRequest(req, res); }
       } else { for (let i = 0, l = listeners.length; i < l; i++) { listeners[i].call(server, req, res); } }
     }`,
    `(req, res) => {
       if (req.url.startsWith(this._path)) {
         const filename = this.extractFilename(req.url);
         if (CLIENT_FILES.has(filename)) {
           if (this._corsMiddleware) {
             this._corsMiddleware(req, res, () => { this.serve(filename, req, res); });
           } else { this.serve(filename, req, res); }
           return;
         }
       }
       for (let i = 0; i < evs.length; i++) { evs[i].call(srv, req, res); }
     }`,
    `(req, res) => {
       if (this.clientPathRegex.test(req.url)) {
         if (this._corsMiddleware) {
           this._corsMiddleware(req, res, () => { this.serve(req, res); });
         } else { this.serve(req, res); }
       } else { for (let i = 0; i < evs.length; i++) { evs[i].call(srv, req, res); } }
     }`,
    `(req, res) => {
       if (this.clientPathRegex.test(req.url)) { this.serve(req, res); }
       else { for (let i = 0; i < evs.length; i++) { evs[i].call(srv, req, res); } }
     }`,
    `(req, res) => {
       if (0 === req.url.indexOf(urlMap)) { this.serveMap(req, res); }
       else if (0 === req.url.indexOf(url)) { this.serve(req, res); }
       else { for (let i = 0; i < evs.length; i++) { evs[i].call(srv, req, res); } }
     }`,
  ],
};

const kinds = new Map<string, EngineListener>();
for (const kind of ['upgrade', 'request'] as const)
  for (const source of SOURCES[kind]) kinds.set(shapeOf(source), kind);

const known = new WeakMap<Listener, EngineListener | 'other'>();

/** Whether a listener is one of engine.io's own, of any copy and version. No other may be called to learn something. */
export function isOfEngine(listener: Listener, kind: EngineListener): boolean {
  let found = known.get(listener);
  if (found === undefined) {
    found = kinds.get(shapeOf(Function.prototype.toString.call(listener))) ?? 'other';
    known.set(listener, found);
  }
  return found === kind;
}

/** What compilers and bundlers leave of a source: no layout, no comments, and no numbers that tell names apart. */
function shapeOf(source: string): string {
  return source
    .replace(/\/\*[^]*?\*\/|\/\/.*/g, '')
    .replace(/\s+/g, '')
    .replace(/['`]/g, '"')
    .replace(/;}/g, '}')
    .replace(/([a-z])\d+\b/gi, '$1')
    .replace(/\bfunction(\([^)]*\))/g, '$1=>')
    .replace(/\((\w)\)=>/g, '$1=>')
    .replace(/\b(?:self|_this)\./g, 'this.')
    .replace(/(?<=[{(;])(?:var|const)(?=[a-z])/g, 'let');
}
