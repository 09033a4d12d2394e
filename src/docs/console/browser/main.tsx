import { render } from 'preact';
import { App } from './page/app';
import { ConsoleProvider, ConsoleState } from './console-state';
import { load } from './contract/load';

const root = document.getElementById('console');

async function start(place: HTMLElement): Promise<void> {
  try {
    const loaded = await load(new URL(document.baseURI));
    const state = new ConsoleState(loaded);
    document.title = `${loaded.settings.title}: gateway console`;
    place.replaceChildren();
    render(
      <ConsoleProvider value={state}>
        <App />
      </ConsoleProvider>,
      place,
    );
  } catch (error) {
    place.replaceChildren();
    const text = error instanceof Error ? error.message : String(error);
    render(
      <main class="failure">
        <h1>The console cannot be shown</h1>
        <p role="alert">{text}</p>
        <button type="button" class="primary" onClick={() => location.reload()}>
          Reload
        </button>
      </main>,
      place,
    );
  }
}

if (root) void start(root);
