import type { ContractModel } from '../../../model/model';
import type { ConsoleSettings } from '../../console-options';

export interface Loaded {
  readonly contract: ContractModel;
  readonly settings: ConsoleSettings;
  /** What a proxy has put before the paths that the application knows: `/prefix`, or nothing. */
  readonly prefix: string;
}

/** Reads the contract and the settings beside this page. @throws Error with a sentence for the reader */
export async function load(page: URL): Promise<Loaded> {
  const [contract, settings] = await Promise.all([
    read<ContractModel>('contract.json', page),
    read<ConsoleSettings>('console.json', page),
  ]);
  return { contract, settings, prefix: prefixOf(page.pathname, settings.mount) };
}

async function read<Content>(name: string, page: URL): Promise<Content> {
  const url = new URL(name, page);
  // A service worker of the application may keep answers for ever; it has none for a name that is new each time.
  url.searchParams.set('t', Date.now().toString(36));
  let response;
  try {
    response = await fetch(url, { cache: 'no-store' });
  } catch (error) {
    throw new Error('The server cannot be reached.', { cause: error });
  }
  if (response.status === 401 || response.status === 403) {
    throw new Error(`The server does not let you see the contract (HTTP ${response.status}). Sign in, then reload.`);
  }
  if (!response.ok) throw new Error(`The server has answered ${name} with HTTP ${response.status}.`);
  try {
    return (await response.json()) as Content; // our own server side wrote it
  } catch (error) {
    throw new Error(`What the server has sent as ${name} is not JSON. Sign in if you have to, then reload.`, {
      cause: error,
    });
  }
}

/** @param mount where Express has the router: `/internal/docs` */
function prefixOf(pathname: string, mount: string): string {
  const folder = pathname.replace(/\/[^/]*$/, '');
  return folder.endsWith(mount) ? folder.slice(0, folder.length - mount.length) : '';
}
