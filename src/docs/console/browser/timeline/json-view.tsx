import type { JSX } from 'preact';
import { isBinary, toJson } from '../form/value';
import { Details } from '../page/details';
import { hexOf, sizeOf } from './binary';

/** As long as that, a value is shown whole. */
const MAX_WHOLE = 1_500;
const MAX_TEXT = 400;
/** Members of an object, or items of a list, that are shown at once. */
const STEP = 100;

/** A value to read. What is large is folded, and binary is its size and its first bytes. */
export function JsonView({ value, label }: { value: unknown; label: string }): JSX.Element {
  if (!isLarge(value))
    return (
      <pre class="json" tabIndex={0} role="region" aria-label={label}>
        {printed(value)}
      </pre>
    );
  return (
    <div class="json" tabIndex={0} role="region" aria-label={label}>
      <Value value={value} depth={0} />
    </div>
  );
}

/** Stops counting where it is clear: nobody prints a megabyte to see that it is one. */
function isLarge(value: unknown): boolean {
  let left = MAX_WHOLE;
  const spend = (each: unknown): boolean => {
    left -= typeof each === 'string' ? each.length + 4 : 8;
    if (left < 0) return true;
    if (isBinary(each)) return each.byteLength > 64;
    if (typeof each !== 'object' || each === null) return false;
    return Object.entries(each).some(([key, member]) => {
      left -= key.length + 4;
      return spend(member);
    });
  };
  return spend(value);
}

/** Binary is printed as what it is, and not as text that stands for it. */
function printed(value: unknown): string {
  if (isBinary(value)) return `binary, ${sizeOf(value)}: ${hexOf(value)}`;
  if (value === undefined) return 'nothing';
  const bytes: string[] = [];
  const text = toJson(
    mapBinary(value, (each) => {
      bytes.push(`binary, ${sizeOf(each)}: ${hexOf(each)}`);
      return `\u0000${bytes.length - 1}\u0000`;
    }),
  );
  return text.replace(/"\\u0000(\d+)\\u0000"/g, (_whole, index: string) => bytes[Number(index)] ?? '');
}

function mapBinary(value: unknown, map: (value: Uint8Array | ArrayBuffer) => unknown): unknown {
  if (isBinary(value)) return map(value);
  if (Array.isArray(value)) return value.map((each) => mapBinary(each, map));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, mapBinary(member, map)]));
}

function Value({ value, depth }: { value: unknown; depth: number }): JSX.Element {
  if (isBinary(value) || typeof value !== 'object' || value === null) return <Leaf value={value} />;
  const entries = Object.entries(value);
  const summary = Array.isArray(value) ? `list of ${entries.length}` : `object with ${entries.length} keys`;
  return (
    <Details summary={summary} open={depth === 0}>
      {() => <Members entries={entries} depth={depth} shown={STEP} />}
    </Details>
  );
}

interface MembersProps {
  readonly entries: readonly (readonly [string, unknown])[];
  readonly depth: number;
  readonly shown: number;
}

function Members({ entries, depth, shown }: MembersProps): JSX.Element {
  const rest = entries.length - shown;
  return (
    <>
      <ul class="tree">
        {entries.slice(0, shown).map(([key, member]) => (
          <li key={key}>
            <span class="key">{key}</span> <Value value={member} depth={depth + 1} />
          </li>
        ))}
      </ul>
      {rest > 0 && (
        <Details summary={`${rest} more`}>
          {() => <Members entries={entries.slice(shown)} depth={depth} shown={STEP} />}
        </Details>
      )}
    </>
  );
}

function Leaf({ value }: { value: unknown }): JSX.Element {
  if (typeof value === 'string' && value.length > MAX_TEXT) {
    return (
      <Details summary={`text of ${value.length} characters: ${JSON.stringify(value.slice(0, 60))}…`}>
        {() => <pre>{value}</pre>}
      </Details>
    );
  }
  return <span class="leaf">{printed(value)}</span>;
}
