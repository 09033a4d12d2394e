/**
 * Payloads of about so many bytes, all of which is wrong but in the last: there it is one row at the end. `rows of
 * nothing` are for Joi alone: 900 kB of them are answered with 109 MB where zod is taken as it comes.
 */
export const badPayloads = {
  'rows of nothing': { shape: 'rows', make: (bytes) => items(bytes, () => ({})) },
  'rows with wrong members': { shape: 'rows', make: (bytes) => items(bytes, (index) => ({ id: index, name: null })) },
  'a dictionary': {
    shape: 'dictionary',
    make: (bytes) => Object.fromEntries(items(bytes, (index) => [`k${index}`, 'x'])),
  },
  'a long key': { shape: 'dictionary', make: (bytes) => ({ ['k'.repeat(bytes)]: 'x' }) },
  'good rows and a wrong one': {
    shape: 'rows',
    make: (bytes) => [...items(bytes, (index) => ({ id: `id-${index}`, name: 'a name' })), {}],
  },
};

function items(bytes, make) {
  const made = [];
  for (let left = bytes; left > 0;) {
    const item = make(made.length);
    made.push(item);
    left -= JSON.stringify(item).length + 1;
  }
  return made;
}
