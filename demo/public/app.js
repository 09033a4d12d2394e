/* global document, fetch, FormData, performance, setInterval, setTimeout */
import { io } from '/chat-ws/socket.io.esm.min.js';

// Everything that comes over the wire is shown as text, never as markup.

const PING_MS = 2_000;
const MAX_ENTRIES = 200;
const MAX_SAMPLES = 30;
const CHATTER = ['tick', 'my_ping', 'my_pong'];
const GOING_AWAY = 1001;

const byId = (id) => document.getElementById(id);
const socket = io({ path: '/chat-ws', reconnectionDelay: 300, reconnectionDelayMax: 2_000 });

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

/** @param {string} [trouble] what to tell whoever looks at the page, where something is wrong */
function show(state, trouble = '') {
  document.body.dataset.state = state;
  say('state-text', STATES[state]);
  say('trouble-text', trouble);
  say('attempt', '');
  byId('trouble').hidden = trouble === '';
  byId('connect').hidden = state !== 'disconnected';
  if (state !== 'connected') forget();
}

/** Leaves alone what does not change, so that screen readers do not read it again. */
function say(id, text) {
  if (byId(id).textContent !== text) byId(id).textContent = text;
}

/** What was known of a session that is over. */
function forget() {
  for (const id of ['name', 'clients', 'latency', 'tick']) byId(id).textContent = '–';
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
  lost = false;
  ping();
});

function showTransport({ name }) {
  byId('transport').textContent = ` · ${name}`;
}

socket.on('disconnect', (reason) => {
  lost = true;
  note('disconnected', { reason });
  if (socket.active) show('reconnecting', 'The connection was lost. Trying again …');
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
  note('refused', error.data ?? { message: error.message });
  if (error.data?.code === GOING_AWAY) {
    show('reconnecting', 'The server is closing. Trying again …');
    setTimeout(() => socket.connect(), 1_000);
  } else {
    show('disconnected', 'The server has refused the connection.');
  }
});

byId('connect').addEventListener('click', () => {
  show('connecting');
  socket.connect();
});

socket.on('session_over', () => {
  sessionIsOver = true;
});

/** Who one is depends on the cookie that the handshake brings along, so another cookie takes another handshake. */
function reconnect() {
  sessionIsOver = false;
  socket.disconnect();
  show('connecting');
  socket.connect();
}

// --- Latency ----------------------------------------------------------------------------------------------------

const samples = [];
let pinged;

function ping() {
  if (!socket.connected) return;
  pinged = performance.now();
  socket.emit('my_ping');
}
setInterval(ping, PING_MS);

socket.on('my_pong', () => {
  const ms = performance.now() - pinged;
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

function showLogin(name) {
  byId('no-login').hidden = name !== null;
  byId('has-login').hidden = name === null;
  byId('login-as').textContent = name ?? '';
  byId('whoami-answer').replaceChildren();
  clearFeedback(byId('whoami'));
}

socket.on('presence', ({ clients }) => {
  byId('clients').textContent = clients;
});

socket.on('tick', ({ count }) => {
  byId('tick').textContent = `#${count}`;
});

socket.on('announcement', ({ text, from }) => {
  byId('announcement-title').textContent = from === undefined ? 'Announcement' : `Announcement by ${from}`;
  byId('announcement-text').textContent = text;
  byId('announcement').hidden = false;
});

byId('dismiss').addEventListener('click', () => {
  byId('announcement').hidden = true;
});

let rooms = [];

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

for (const form of document.forms) {
  form.noValidate = true; // the server's schemas are to refuse what is wrong
  for (const input of form.querySelectorAll('input')) {
    const error = element('p', { className: 'mistake', id: `${input.id}-mistake` });
    input.setAttribute('aria-describedby', error.id);
    input.closest('.field').append(error);
  }
  form.append(element('p', { className: 'feedback' }));
  form.lastChild.setAttribute('role', 'status');

  form.addEventListener('submit', (submit) => {
    submit.preventDefault();
    clearFeedback(form);
    const button = submit.submitter;
    const payload = 'empty' in button.dataset ? {} : Object.fromEntries(new FormData(form));
    if (button.dataset.post) post(form, button.dataset.post, payload);
    else send(form, button, payload);
  });
}

function send(form, { dataset }, payload) {
  if (!socket.connected) {
    feedback(form, 'Not connected, so nothing was sent.');
    return;
  }
  const args = form.querySelector('input') ? [payload] : [];
  if (dataset.answer) args.push((answer) => showAnswer(dataset.event, byId(dataset.answer), answer));
  socket.emit(dataset.event, ...args);
}

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

const ANSWERS = {
  search({ found, limit }) {
    const title = found.length === 0 ? 'Nothing found' : `Found ${found.length}, at most ${limit}`;
    const items = found.map(({ from, data }) => {
      const item = element('li');
      item.append(element('strong', { textContent: from }), ' ', data);
      return item;
    });
    const list = element('ul');
    list.append(...items);
    return [element('p', { textContent: title }), ...(items.length > 0 ? [list] : [])];
  },

  whoami({ name, since }) {
    const line = element('p', { textContent: 'You are ' });
    line.append(element('strong', { textContent: name }), `, logged in since ${clock(new Date(since))}`);
    return [line];
  },
};

function showAnswer(event, place, answer) {
  log(answer.error ? 'failed' : 'received', `answer to ${event}`, [answer]);
  place.replaceChildren(...(answer.error ? [] : ANSWERS[event](answer))); // the `error` event tells the form
}

socket.on('error', ({ code, reason, event }) => {
  const button = [...document.querySelectorAll('[data-event]')].find(({ dataset }) => dataset.event === event);
  if (!button) return; // it is in the log
  const { form } = button;
  clearFeedback(form);
  if (!Array.isArray(reason)) {
    feedback(form, `Refused with ${code}: ${typeof reason === 'string' ? reason : JSON.stringify(reason)}`);
    return;
  }
  const elsewhere = reason.filter((mistake) => !markField(form, mistake)).map(({ message }) => message);
  const count = reason.length === 1 ? '1 mistake' : `${reason.length} mistakes`;
  feedback(form, [`Refused with ${code}: ${count}`, ...elsewhere].join('. '));
  form.querySelector('[aria-invalid]')?.focus();
});

/** Shows a mistake at its field; gives whether there is one. */
function markField(form, { path, message }) {
  const input = form.elements.namedItem(String(path[0]));
  if (!input) return false;
  input.setAttribute('aria-invalid', 'true');
  byId(`${input.id}-mistake`).append(element('span', { textContent: message }), ' ');
  return true;
}

function feedback(form, text) {
  form.querySelector('.feedback').textContent = text;
}

function clearFeedback(form) {
  feedback(form, '');
  for (const input of form.querySelectorAll('[aria-invalid]')) input.removeAttribute('aria-invalid');
  for (const mistake of form.querySelectorAll('.mistake')) mistake.textContent = '';
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
  if (wanted(event)) log(event === 'error' ? 'failed' : 'received', event, args);
});

function note(name, payload) {
  log('note', name, [payload]);
}

function wanted(event) {
  return byId('chatter').checked || !CHATTER.includes(event);
}

function withoutAck(args) {
  return args.filter((arg) => typeof arg !== 'function');
}

/** The newest is the first, so that it is in sight without scrolling. */
function log(kind, name, args) {
  const { arrow, title } = DIRECTIONS[kind];
  const entry = element('li', { className: kind });
  const direction = element('span', { className: 'direction', textContent: arrow, title });
  direction.setAttribute('role', 'img');
  direction.setAttribute('aria-label', title);
  entry.append(direction, element('span', { className: 'name', textContent: name }), time());
  if (args.length > 0) entry.append(element('code', { textContent: args.map(readable).join(', ') }));
  byId('entries').prepend(entry);
  while (byId('entries').childElementCount > MAX_ENTRIES) byId('entries').lastChild.remove();
  byId('log-empty').hidden = true;

  byId('latest').hidden = false;
  byId('latest').className = `latest ${kind}`;
  byId('latest').replaceChildren(
    direction.cloneNode(true),
    element('span', { textContent: `${name} ${args.map(readable).join(', ')}` }),
  );
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

function clock(date) {
  return date.toLocaleTimeString([], { hour12: false });
}

/** JSON with a little air. Line breaks of a string are escaped, so these are all of the layout. */
function readable(value) {
  return (JSON.stringify(value, null, 1) ?? '').replace(/\n\s*/g, ' ');
}

function element(tag, properties = {}) {
  return Object.assign(document.createElement(tag), properties);
}

show('connecting');
