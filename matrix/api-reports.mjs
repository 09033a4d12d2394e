/**
 * The public surface, as the built declarations say it: `api/*.api.md`, one file for each entry point. A change of the
 * surface has to change them.
 *
 *   npm run api   builds and writes them
 */
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Extractor, ExtractorConfig, ExtractorLogLevel } from '@microsoft/api-extractor';

const root = join(import.meta.dirname, '..');
const folder = join(root, 'api');
/** The entry points, each with the declarations that its users get. */
const entries = {
  main: 'index',
  client: 'client/index',
  docs: 'docs/index',
  opentelemetry: 'opentelemetry/index',
  prometheus: 'prometheus/index',
  testing: 'testing/index',
};

/** The reports that the declarations in `dist/` do not agree with, by file name. It changes nothing. */
export function changedReports() {
  return withReports((file, written) => (readReport(join(folder, file)) === written ? [] : [`api/${file}`]));
}

function writeReports() {
  return withReports((file, _written, path) => {
    copyFileSync(path, join(folder, file));
    return [];
  });
}

function withReports(each) {
  const scratch = mkdtempSync(join(tmpdir(), 'api-'));
  try {
    return Object.entries(entries).flatMap(([name, entry]) => {
      const file = `${name}.api.md`;
      extract(entry, file, scratch);
      return each(file, readReport(join(scratch, file)), join(scratch, file));
    });
  } finally {
    rmSync(scratch, { recursive: true });
  }
}

/** Line ends are those of the machine. */
function readReport(path) {
  return readFileSync(path, 'utf8').replaceAll('\r\n', '\n');
}

/** The report alone: links and tags in docstrings are typedoc's affair. */
function extract(entry, reportFileName, reportFolder) {
  const none = { default: { logLevel: ExtractorLogLevel.None } };
  const configObject = {
    mainEntryPointFilePath: join(root, 'dist', `${entry}.d.ts`),
    projectFolder: root,
    compiler: { tsconfigFilePath: join(root, 'tsconfig.build.json') },
    apiReport: { enabled: true, reportFolder, reportTempFolder: join(reportFolder, 'temp'), reportFileName },
    docModel: { enabled: false },
    dtsRollup: { enabled: false },
    tsdocMetadata: { enabled: false },
    newlineKind: 'lf',
    messages: {
      compilerMessageReporting: { default: { logLevel: ExtractorLogLevel.Error } },
      extractorMessageReporting: none,
      tsdocMessageReporting: none,
    },
  };
  const config = ExtractorConfig.prepare({
    configObject,
    configObjectFullPath: undefined,
    packageJsonFullPath: join(root, 'package.json'),
  });
  const { succeeded } = Extractor.invoke(config, {
    localBuild: true,
    messageCallback: (message) => {
      if (message.logLevel !== ExtractorLogLevel.Error) message.handled = true;
    },
  });
  if (!succeeded) throw new Error(`api-extractor could not report on ${entry}`);
}

if (process.argv[1] === import.meta.filename) writeReports();
