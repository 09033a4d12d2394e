import { isBinary } from '../form/value';
import { sizeOf } from './binary';
import type { Entry } from './entry';

const MAX_LENGTH = 160;

/** The beginning of some values in one line; it reads no more of them than it shows. */
export function previewOf(values: readonly unknown[]): string {
  let text = '';
  const write = (value: unknown): void => {
    if (text.length > MAX_LENGTH) return;
    if (isBinary(value)) text += `<${sizeOf(value)}>`;
    else if (Array.isArray(value)) list('[', ']', value, write);
    else if (typeof value === 'object' && value !== null) {
      list('{ ', ' }', Object.entries(value), ([key, member]) => {
        text += `${key}: `;
        write(member);
      });
    } else if (typeof value === 'string') text += JSON.stringify(value.slice(0, MAX_LENGTH));
    else text += String(value);
  };
  const list = <Item>(open: string, close: string, items: readonly Item[], each: (item: Item) => void): void => {
    if (items.length === 0) {
      text += open.trim() + close.trim();
      return;
    }
    text += open;
    for (const [index, item] of items.entries()) {
      if (text.length > MAX_LENGTH) return;
      if (index > 0) text += ', ';
      each(item);
    }
    text += close;
  };
  for (const [index, value] of values.entries()) {
    if (index > 0) text += ', ';
    write(value);
  }
  return text.length > MAX_LENGTH ? `${text.slice(0, MAX_LENGTH)}…` : text;
}

export function previewOfEntry({ args, stream }: Entry): string {
  if (!stream) return previewOf(args);
  return `${stream.count} item${stream.count === 1 ? '' : 's'}${stream.isOpen ? ' …' : ''} ${previewOf(stream.newest.slice(-1))}`;
}

export function timeOf(at: number): string {
  const date = new Date(at);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}.${String(date.getMilliseconds()).padStart(3, '0')}`;
}
