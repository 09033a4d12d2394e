// @ts-check
/* global AbortController, clearTimeout, document, fetch, FormData, HTMLElement, performance, setInterval, setTimeout, window */
import { GatewayError, request, stream } from '/client.js';
import { io } from '/chat-ws/socket.io.esm.min.js';

// Everything that comes over the wire is shown as text, never as markup.
//
// The page is JavaScript as it stands, and the compiler checks it (`npm run typecheck`) against the contract that the
// gateway is checked against: ../chat.contract.ts.

/** @typedef {import('../chat.contract').ChatContract} ChatContract */
/** @typedef {ChatContract['listens']} Requests */
/** @typedef {Record<'data' | 'room' | 'text' | 'limit' | 'name' | 'email' | 'age', string>} Fields of all forms; each has some */
/** @typedef {import('../../src').ErrorPayload} ErrorPayload */
/** @typedef {{ path: (string | number)[], message: string }} Issue */

const PING_MS = 2_000;
/** The first round trips open connections and compile code: they say nothing about the network. */
const WARM_UPS = 3;
const ANNOUNCED_MS = 10_000;
/** A longer payload is folded in the log. */
const FOLDED_CHARACTERS = 160;
const MAX_ENTRIES = 200;
const MAX_SAMPLES = 30;
const CHATTER = ['tick', 'my_ping', 'my_pong'];
/** What a server that records for recovery emits to each client. */
const OFFSET = 'gateways:offset';
const GOING_AWAY = 1001;
const REFUSED = 1008;

/** @param {string} id of an element that the page has */
const byId = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

/** @type {import('../../src/client').ClientSocket<ChatContract>} */
const socket = io({ path: '/chat-ws', reconnectionDelay: 300, reconnectionDelayMax: 2_000 });

/**
 * Tells which node serves the page; where one process serves it, there is no such namespace.
 *
 * @type {import('../../src/client').ClientSocket<import('../node.contract').NodeContract>}
 */
const node = socket.io.socket('/node');

/** @type {import('../../src/client').ClientSocket<import('../showcase.contract').OrdersContract>} */
const orders = socket.io.socket('/orders');

// --- The connection ---------------------------------------------------------------------------------------------

const STATES = {
  connecting: 'Connecting',
  connected: 'Connected',
  reconnecting: 'Reconnecting',
  disconnected: 'Disconnected',
};
let lost = false;
/** The server has said that the session is over, and disconnects whoever connected with it. */
let sessionIsOver = false;

/**
 * @param {keyof typeof STATES} state
 * @param {string} [trouble] what to tell whoever looks at the page, where something is wrong
 */
function show(state, trouble = '') {
  document.body.dataset.state = state;
  say('state-text', STATES[state]);
  say('trouble-text', trouble);
  say('attempt', '');
  byId('trouble').hidden = trouble === '';
  byId('connect').hidden = state !== 'disconnected';
  if (state !== 'connected') forget();
}

/**
 * Leaves alone what does not change, so that screen readers do not read it again.
 *
 * @param {string} id
 * @param {string} text
 */
function say(id, text) {
  if (byId(id).textContent !== text) byId(id).textContent = text;
}

/** What was known of a session that is over. */
function forget() {
  for (const id of ['name', 'clients', 'latency', 'tick']) byId(id).textContent = '–';
  for (const id of ['node', 'nodes']) byId(id).hidden = true; // no node serves the page now
  byId('transport').textContent = '';
  samples.length = 0;
  byId('spark').setAttribute('points', '');
  showRooms([]);
  showLogin(null);
}

socket.on('connect', () => {
  show('connected');
  const { engine } = socket.io;
  showTransport(engine.transport);
  engine.on('upgrade', showTransport); // it starts with polling, which gets through everywhere
  note(lost ? 'connected again' : 'connected', { transport: engine.transport.name });
  if (away) away.recovered = Boolean(socket.recovered); // undefined where the server does not record
  lost = false;
  warmUps = WARM_UPS;
  ping();
});

/** @param {{ name: string }} transport */
function showTransport({ name }) {
  byId('transport').textContent = ` · ${name}`;
}

socket.on('disconnect', (reason) => {
  lost = true;
  away ??= { arrived: 0, missed: 0 };
  say('came-back', '');
  note('disconnected', { reason });
  if (isCut) show('disconnected', 'You have cut the connection.');
  else if (socket.active) show('reconnecting', 'The connection was lost. Trying again …');
  else if (sessionIsOver) reconnect();
  else if (reason === 'io client disconnect') show('connecting');
  else show('disconnected', 'The server has disconnected you.');
});

socket.io.on('reconnect_attempt', (attempt) => {
  byId('attempt').textContent = `Attempt ${attempt}`;
});

socket.on('connect_error', (error) => {
  if (socket.active) {
    if (!lost) show('connecting', 'The server cannot be reached. Trying again …');
    return;
  }
  const refusal = /** @type {ErrorPayload | undefined} */ ('data' in error ? error.data : undefined);
  note('refused', refusal ?? { message: error.message });
  if (refusal?.code === GOING_AWAY) {
    show('reconnecting', 'The server is closing. Trying again …');
    setTimeout(() => socket.connect(), 1_000);
  } else {
    show('disconnected', 'The server has refused the connection.');
  }
});

byId('connect').addEventListener('click', () => {
  if (isCut) comeBack();
  show('connecting');
  socket.connect();
});

socket.on('session_over', () => {
  sessionIsOver = true;
});

/** Who one is depends on the cookie that the handshake brings along, so another cookie takes another handshake. */
function reconnect() {
  sessionIsOver = false;
  for (const each of [node, orders, socket]) each.disconnect(); // they share one connection
  lost = false;
  away = undefined; // it is another client, which has missed nothing
  show('connecting');
  for (const each of [socket, node, orders]) each.connect();
}

// --- Recovery: what was missed while the connection was cut, by the numbers of the ticks ----------------------------

let isCut = false;
let lastTick = 0;
/**
 * What came late and what never came, since the connection was cut.
 *
 * @type {{ recovered?: boolean, arrived: number, missed: number } | undefined}
 */
let away;

byId('cut').addEventListener('click', () => {
  isCut = true;
  socket.io.reconnection(false); // it is to wait for the other button
  socket.io.engine.close();
  showCut();
});

byId('come-back').addEventListener('click', () => {
  comeBack();
  show('connecting');
  socket.connect();
});

function comeBack() {
  isCut = false;
  socket.io.reconnection(true);
  for (const each of [node, orders]) each.connect();
  showCut();
}

function showCut() {
  /** @type {HTMLButtonElement} */ (byId('cut')).disabled = isCut;
  /** @type {HTMLButtonElement} */ (byId('come-back')).disabled = !isCut;
}

/**
 * What a client has missed is there before its `connect` event.
 *
 * @param {number} count
 */
function countTick(count) {
  const isAnew = count < lastTick;
  if (away && !isAnew) {
    if (lastTick > 0) away.missed += Math.max(0, count - lastTick - 1);
    if (away.recovered === undefined) away.arrived += 1;
  }
  lastTick = count;
  if (away?.recovered !== undefined) showWhatWasMissed(away, isAnew);
}

/**
 * @param {{ recovered?: boolean, arrived: number, missed: number }} since
 * @param {boolean} isAnew
 */
function showWhatWasMissed({ recovered, arrived, missed }, isAnew) {
  note('back', isAnew ? { recovered } : { recovered, arrived, missed });
  const ticks = (/** @type {number} */ number) => (number === 1 ? '1 tick' : `${number} ticks`);
  const lost = isAnew ? 'the ticks begin anew' : `${ticks(missed)} missed`;
  say('came-back', recovered ? `Recovered: ${ticks(arrived)} arrived late, ${lost}` : `Not recovered: ${lost}`);
  away = undefined;
}

// --- Several nodes ----------------------------------------------------------------------------------------------------

node.on('node', ({ number, pid, mayBeKilled }) => {
  const name = `node ${number}, process ${pid}`;
  byId('node').hidden = false;
  byId('nodes').hidden = false;
  byId('kill').hidden = !mayBeKilled;
  say('node', name);
  say('node-name', name);
});

byId('kill').addEventListener('click', () => node.emit('kill_node'));

// --- Latency ----------------------------------------------------------------------------------------------------

/** @type {number[]} */
const samples = [];
let pinged = 0;
let warmUps = WARM_UPS;

function ping() {
  if (!socket.connected) return;
  pinged = performance.now();
  socket.emit('my_ping');
}
setInterval(ping, PING_MS);

socket.on('my_pong', () => {
  const ms = performance.now() - pinged;
  if (warmUps > 0) {
    warmUps -= 1;
    ping();
    return;
  }
  byId('latency').textContent = `${ms < 10 ? ms.toFixed(1) : Math.round(ms)} ms`;
  samples.push(ms);
  if (samples.length > MAX_SAMPLES) samples.shift();
  if (samples.length < 3) return; // not a curve yet
  const highest = Math.max(...samples);
  const points = samples.map((sample, index) => {
    const x = (index / (samples.length - 1)) * 60;
    return `${x.toFixed(1)},${(15 - (sample / highest) * 13).toFixed(1)}`;
  });
  byId('spark').setAttribute('points', points.join(' '));
});

// --- What the server tells ----------------------------------------------------------------------------------------

socket.on('introduced', ({ name }) => {
  byId('name').textContent = name;
});

socket.on('session', ({ name }) => showLogin(name));

/** @param {string | null} name */
function showLogin(name) {
  byId('no-login').hidden = name !== null;
  byId('has-login').hidden = name === null;
  byId('login-as').textContent = name ?? '';
  byId('whoami-answer').replaceChildren();
  clearFeedback(byId('whoami'));
}

socket.on('presence', ({ clients }) => {
  byId('clients').textContent = `${clients}`;
});

socket.on('tick', ({ count }) => {
  countTick(count);
  byId('tick').textContent = `#${count}`;
});

/** @type {ReturnType<typeof setTimeout> | undefined} */
let announced;

socket.on('announcement', ({ text, from }) => {
  byId('announcement-title').textContent = from === undefined ? 'Announcement' : `Announcement by ${from}`;
  byId('announcement-text').textContent = text;
  byId('announcement').hidden = false;
  clearTimeout(announced);
  announced = setTimeout(() => (byId('announcement').hidden = true), ANNOUNCED_MS);
});

byId('dismiss').addEventListener('click', () => {
  byId('announcement').hidden = true;
});

/** @type {string[]} */
let rooms = [];

/** @param {string[]} names */
function showRooms(names) {
  rooms = names;
  byId('no-rooms').hidden = names.length > 0;
  byId('rooms').hidden = names.length === 0;
  byId('rooms').replaceChildren(...names.map((name) => element('li', { textContent: name })));
  byId('room-names').replaceChildren(...names.map((value) => element('option', { value })));
}

socket.on('rooms', showRooms);

socket.on('room_closed', ({ room }) => {
  showRooms(rooms.filter((name) => name !== room));
});

// --- Forms: a button says which event it sends, the fields are the payload ------------------------------------------

/** What each event sends. It does not compile where the gateway takes something else. */
const SEND = /** @satisfies {Record<keyof Requests, (fields: Fields) => void>} */ ({
  my_event: ({ data }) => socket.emit('my_event', { data }),
  my_broadcast_event: ({ data }) => socket.emit('my_broadcast_event', { data }),
  join: ({ room }) => socket.emit('join', { room }),
  leave: ({ room }) => socket.emit('leave', { room }),
  close_room: ({ room }) => socket.emit('close_room', { room }),
  my_room_event: ({ room, data }) => socket.emit('my_room_event', { room, data }),
  search: ({ text, limit }) =>
    socket.emit('search', { text, limit: number(limit) }, (answer) => showAnswer('search', answer, showFound)),
  introduce: ({ name, email, age }) => socket.emit('introduce', { name, email, age: number(age) }),
  whoami: () => socket.emit('whoami', (answer) => showAnswer('whoami', answer, showWhoIAm)),
  my_ping: () => socket.emit('my_ping'),
  disconnect_request: () => socket.emit('disconnect_request'),
});

/**
 * The number in a field. What is none is sent as it is: the server's schemas are to refuse it.
 *
 * @param {string} field
 */
function number(field) {
  const isNumber = field.trim() !== '' && !Number.isNaN(Number(field));
  return isNumber ? Number(field) : /** @type {number} */ (/** @type {unknown} */ (field));
}

for (const form of document.forms) {
  form.noValidate = true; // the server's schemas are to refuse what is wrong
  for (const input of form.querySelectorAll('input')) {
    const error = element('p', { className: 'mistake', id: `${input.id}-mistake` });
    input.setAttribute('aria-describedby', error.id);
    input.closest('.field')?.append(error);
  }
  const status = element('p', { className: 'feedback' });
  status.setAttribute('role', 'status');
  form.append(status);

  form.addEventListener('submit', (submit) => {
    submit.preventDefault();
    clearFeedback(form);
    const { dataset } = /** @type {HTMLElement} */ (submit.submitter);
    const fields = /** @type {Fields} */ (Object.fromEntries(new FormData(form)));
    if (dataset.post !== undefined) post(form, dataset.post, 'empty' in dataset ? {} : fields);
    else if (socket.connected) SEND[/** @type {keyof Requests} */ (dataset.event)](fields);
    else feedback(form, 'Not connected, so nothing was sent.');
  });
}

/**
 * @param {HTMLFormElement} form
 * @param {string} url
 * @param {object} payload
 */
async function post(form, url, payload) {
  log('sent', `POST ${url}`, [payload]);
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(payload),
    });
    const answer = await response.json();
    log(response.ok ? 'received' : 'failed', `HTTP ${response.status}`, [answer]);
    if (!response.ok) feedback(form, `Refused with ${response.status}: ${answer.error}`);
    else if (url === '/login') reconnect();
  } catch {
    feedback(form, 'The server cannot be reached, so nothing was sent.');
  }
}

/**
 * @template Answer
 * @param {keyof Requests} event
 * @param {Answer | { error: ErrorPayload }} answer
 * @param {(answer: Answer) => Node[]} render
 */
function showAnswer(event, answer, render) {
  const isError = typeof answer === 'object' && answer !== null && 'error' in answer;
  // The `error` event tells the form and the log, once.
  if (!isError) log('received', `answer to ${event}`, [answer]);
  byId(`${event}-answer`).replaceChildren(...(isError ? [] : render(/** @type {Answer} */ (answer))));
}

/** @param {{ limit: number, found: { from: string, data: string }[] }} answer */
function showFound({ found, limit }) {
  const title = found.length === 0 ? 'Nothing found' : `Found ${found.length}, at most ${limit}`;
  const items = found.map(({ from, data }) => {
    const item = element('li');
    item.append(element('strong', { textContent: from }), ' ', data);
    return item;
  });
  const list = element('ul');
  list.append(...items);
  return [element('p', { textContent: title }), ...(items.length > 0 ? [list] : [])];
}

/** @param {{ name?: string, since?: string }} login */
function showWhoIAm({ name = '', since = '' }) {
  const line = element('p', { textContent: 'You are ' });
  line.append(element('strong', { textContent: name }), `, logged in since ${clock(new Date(since))}`);
  return [line];
}

socket.on('error', ({ code, reason, event }) => {
  if (event === 'connect' && code === REFUSED) sessionIsOver = true; // somebody else has logged in meanwhile
  /** @type {NodeListOf<HTMLButtonElement>} */
  const buttons = document.querySelectorAll('[data-event]');
  const form = [...buttons].find(({ dataset }) => dataset.event === event)?.form;
  if (!form) return; // it is in the log
  clearFeedback(form);
  if (!Array.isArray(reason)) {
    feedback(form, `Refused with ${code}: ${typeof reason === 'string' ? reason : JSON.stringify(reason)}`);
    return;
  }
  const issues = /** @type {Issue[]} */ (reason);
  const elsewhere = issues.filter((mistake) => !markField(form, mistake)).map(({ message }) => message);
  const count = issues.length === 1 ? '1 mistake' : `${issues.length} mistakes`;
  feedback(form, [`Refused with ${code}: ${count}`, ...elsewhere].join('. '));
  /** @type {HTMLElement | null} */ (form.querySelector('[aria-invalid]'))?.focus();
});

/**
 * Shows a mistake at its field; gives whether there is one.
 *
 * @param {HTMLFormElement} form
 * @param {Issue} issue
 */
function markField(form, { path, message }) {
  const input = form.elements.namedItem(String(path[0]));
  if (!(input instanceof HTMLElement)) return false;
  input.setAttribute('aria-invalid', 'true');
  byId(`${input.id}-mistake`).append(element('span', { textContent: message }), ' ');
  return true;
}

/**
 * @param {Element} form
 * @param {string} text
 */
function feedback(form, text) {
  const status = form.querySelector('.feedback');
  if (status) status.textContent = text;
}

/** @param {Element} form */
function clearFeedback(form) {
  feedback(form, '');
  for (const input of form.querySelectorAll('[aria-invalid]')) input.removeAttribute('aria-invalid');
  for (const mistake of form.querySelectorAll('.mistake')) mistake.textContent = '';
}

// --- A second client ------------------------------------------------------------------------------------------------

/** @type {typeof socket | undefined} */
let second;

byId('second-client').addEventListener('click', () => {
  if (second) {
    second.disconnect();
    second = undefined;
  } else {
    second = io({ path: '/chat-ws', forceNew: true });
    second.onAny((event, ...args) => {
      if (!wanted(event)) return;
      const payload = withoutOffset(args).map(readable).join(', ');
      byId('second-events').prepend(element('li', { textContent: `${event} ${payload}` }));
      while (byId('second-events').childElementCount > 5) byId('second-events').lastChild?.remove();
    });
  }
  byId('second-client').textContent = second ? 'Remove it' : 'Add a second client';
  byId('second-events').hidden = second === undefined;
  byId('second-events').replaceChildren();
});

// --- The showcase: over a connection of its own, so that a login makes the handshake of the chat anew -----------------

/** @type {import('../../src/client').ClientSocket<import('../showcase.contract').ShowContract>} */
const showcase = io('/show', { path: '/chat-ws', forceNew: true });

/** @type {AbortController | undefined} */
let counting;

byId('count-down').addEventListener('click', async () => {
  counting?.abort();
  const own = new AbortController();
  counting = own;
  /** @type {HTMLButtonElement} */ (byId('cancel')).disabled = false;
  try {
    for await (const left of stream({ socket: showcase, signal: own.signal }, 'count_down', 99))
      say('counted', `${left}`);
    say('counted', 'lift-off');
  } catch (error) {
    say('counted', own.signal.aborted ? `${byId('counted').textContent}, cancelled` : String(error));
  }
  if (counting === own) /** @type {HTMLButtonElement} */ (byId('cancel')).disabled = true;
});

byId('cancel').addEventListener('click', () => counting?.abort());

byId('roll').addEventListener('click', async () => {
  try {
    say('rolled', `You rolled ${await request(showcase, 'roll')}`);
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    const { retryAfterMs } = /** @type {{ retryAfterMs?: number }} */ (error.reason);
    say('rolled', `Refused with ${error.code}: again in ${retryAfterMs} ms`);
  }
});

// --- A namespace for each room ------------------------------------------------------------------------------------------

/** @type {import('../../src/client').ClientSocket<import('../showcase.contract').RoomContract> | undefined} */
let room;

for (const button of document.querySelectorAll('[data-room]')) {
  button.addEventListener('click', (click) => {
    click.preventDefault();
    const { dataset } = /** @type {HTMLElement} */ (button);
    if (dataset.room === 'enter') enter(value('address'));
    else if (dataset.room === 'leave') leaveRoom();
    else if (room?.connected) room.emit('say', value('line'));
    else say('entered', 'Enter a room first');
  });
}

/** @param {string} name */
function enter(name) {
  leaveRoom();
  room = showcase.io.socket(`/rooms/${encodeURIComponent(name)}`); // which connects: twice would be once too often
  room.on('connect', () => say('entered', `You are in /rooms/${name}`));
  room.on('said', ({ text }) => {
    byId('lines').hidden = false;
    byId('lines').prepend(element('li', { textContent: text }));
    while (byId('lines').childElementCount > 5) byId('lines').lastChild?.remove();
  });
  room.on('connect_error', (error) => say('entered', `Refused: ${error.message}`));
  room.on('error', ({ code, reason }) => say('entered', `Refused with ${code}: ${readable(reason)}`));
}

function leaveRoom() {
  room?.disconnect();
  room?.removeAllListeners();
  room = undefined;
  say('entered', 'You are in no such room');
  byId('lines').hidden = true;
  byId('lines').replaceChildren();
}

/** @param {string} id of a field */
function value(id) {
  return /** @type {HTMLInputElement} */ (byId(id)).value;
}

// --- Serial order -----------------------------------------------------------------------------------------------------

/** @typedef {import('../../src/client').ClientSocket<import('../showcase.contract').WorkContract>} Worker */
const serial = /** @type {Worker} */ (showcase.io.socket('/serial'));

for (const button of document.querySelectorAll('[data-order]')) {
  button.addEventListener('click', async () => {
    const isSerial = /** @type {HTMLElement} */ (button).dataset.order === 'serial';
    /** @type {number[]} */
    const answered = [];
    say('order', '…');
    const sent = [1, 2, 3, 4, 5].map(async (number) => {
      const ms = (5 - number) * 100;
      await (isSerial ? request(serial, 'work', ms) : request(showcase, 'work', ms));
      answered.push(number);
    });
    await Promise.allSettled(sent);
    say('order', `Sent 1 2 3 4 5, answered ${answered.join(' ')}`);
  });
}

// --- Requests that change something -------------------------------------------------------------------------------------

const ORDERS = 50;
/** So that there is time to cut the connection. */
const BETWEEN_ORDERS_MS = 60;

byId('place').addEventListener('click', async () => {
  const customer = Math.random().toString(36).slice(2, 10);
  let answered = 0;
  let failed = 0;
  for (let number = 1; number <= ORDERS; number += 1) {
    try {
      await request({ socket: orders, retry: true, timeoutMs: 60_000 }, 'place', `${customer}:${number}`);
      answered += 1;
    } catch {
      failed += 1;
    }
    say('placed', `${answered} answered, ${failed} failed`);
    await new Promise((resolve) => setTimeout(resolve, BETWEEN_ORDERS_MS));
  }
  const placed = await request(orders, 'placed', customer);
  const once = new Set(placed).size;
  say('placed', `${answered} answered, ${failed} failed; ${once} are placed, ${placed.length - once} of them twice`);
});

// --- The code behind each card, from the file of its gateway ----------------------------------------------------------

for (const card of document.querySelectorAll('.card')) {
  /** @type {NodeListOf<HTMLElement>} */
  const buttons = card.querySelectorAll('[data-event], [data-code]');
  const events = [...buttons].flatMap(({ dataset }) => dataset.event ?? dataset.code ?? []);
  if (events.length === 0) continue;
  const details = element('details', { className: 'code' });
  const pre = element('pre');
  details.append(element('summary', { textContent: 'Code' }), pre);
  details.addEventListener('toggle', async () => {
    if (!details.open || pre.textContent !== '') return;
    const answers = await Promise.all(events.map(async (event) => (await fetch(`/code/${event}`)).json()));
    pre.textContent = answers.map(({ code }) => code).join('\n\n');
  });
  card.append(details);
}

// --- On a phone every card but the first is folded --------------------------------------------------------------------

if (window.matchMedia('(max-width: 40rem)').matches) {
  for (const card of [...document.querySelectorAll('.cards .card')].slice(1)) {
    const heading = card.querySelector('h2');
    const button = element('button', { type: 'button', className: 'plain fold', textContent: '+' });
    button.setAttribute('aria-label', `Show: ${heading?.textContent ?? ''}`);
    const fold = () => {
      const isFolded = card.classList.toggle('folded');
      button.setAttribute('aria-expanded', String(!isFolded));
      button.textContent = isFolded ? '+' : '–';
    };
    button.addEventListener('click', fold);
    heading?.after(button);
    fold();
  }
}

// --- The log --------------------------------------------------------------------------------------------------------

const DIRECTIONS = {
  sent: { arrow: '↑', title: 'sent' },
  received: { arrow: '↓', title: 'received' },
  failed: { arrow: '!', title: 'error' },
  note: { arrow: '•', title: 'connection' },
};

socket.onAnyOutgoing((event, ...args) => {
  if (wanted(event)) log('sent', event, withoutAck(args));
});

socket.onAny((event, ...args) => {
  if (wanted(event)) log(event === 'error' ? 'failed' : 'received', event, withoutOffset(args));
});

/**
 * Every argument of this contract is an object. A server that records for recovery adds a text, the place of the packet.
 *
 * @param {unknown[]} args
 */
function withoutOffset(args) {
  return args.filter((arg) => typeof arg === 'object' && arg !== null);
}

/**
 * @param {string} name
 * @param {object} payload
 */
function note(name, payload) {
  log('note', name, [payload]);
}

/** @param {string} event */
function wanted(event) {
  const chatter = /** @type {HTMLInputElement} */ (byId('chatter'));
  return event !== OFFSET && (chatter.checked || !CHATTER.includes(event));
}

/** @param {unknown[]} args */
function withoutAck(args) {
  return args.filter((arg) => typeof arg !== 'function');
}

/**
 * The newest is the first, so that it is in sight without scrolling.
 *
 * @param {keyof typeof DIRECTIONS} kind
 * @param {string} name
 * @param {unknown[]} args
 */
function log(kind, name, args) {
  const { arrow, title } = DIRECTIONS[kind];
  const entry = element('li', { className: kind });
  const direction = element('span', { className: 'direction', textContent: arrow, title });
  direction.setAttribute('role', 'img');
  direction.setAttribute('aria-label', title);
  entry.append(direction, element('span', { className: 'name', textContent: name }), time());
  if (args.length > 0) entry.append(payload(args.map(readable).join(', ')));
  byId('entries').prepend(entry);
  while (byId('entries').childElementCount > MAX_ENTRIES) byId('entries').lastChild?.remove();
  byId('log-empty').hidden = true;

  byId('latest').hidden = false;
  byId('latest').className = `latest ${kind}`;
  byId('latest').replaceChildren(
    direction.cloneNode(true),
    element('span', { textContent: `${name} ${args.map(readable).join(', ')}` }),
  );
}

/** @param {string} text */
function payload(text) {
  const code = element('code', { textContent: text });
  if (text.length <= FOLDED_CHARACTERS) return code;
  const folded = element('details');
  const summary = element('summary', {
    textContent: `${text.slice(0, FOLDED_CHARACTERS)} … (${text.length} characters)`,
  });
  folded.append(summary, code);
  return folded;
}

byId('clear').addEventListener('click', () => {
  byId('entries').replaceChildren();
  byId('log-empty').hidden = false;
  byId('latest').hidden = true;
});

function time() {
  const now = new Date();
  return element('time', { dateTime: now.toISOString(), textContent: clock(now) });
}

/** @param {Date} date */
function clock(date) {
  return date.toLocaleTimeString([], { hour12: false });
}

/**
 * JSON with a little air. Line breaks of a string are escaped, so these are all of the layout.
 *
 * @param {unknown} value
 */
function readable(value) {
  return (JSON.stringify(value, null, 1) ?? '').replace(/\n\s*/g, ' ');
}

/**
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Partial<HTMLElementTagNameMap[Tag]>} [properties]
 */
function element(tag, properties = {}) {
  return Object.assign(document.createElement(tag), properties);
}

show('connecting');
