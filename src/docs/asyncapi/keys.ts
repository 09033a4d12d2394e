/** Names that stand as keys in a document and in references to it: letters, digits and `-`, each once. */
export class Keys {
  readonly #taken = new Set<string>();

  /** @param otherwise where nothing is left of the name: it may be in any script */
  key(name: string, otherwise: string): string {
    const plain = name.replaceAll(/[^A-Za-z0-9]+/g, '-').replaceAll(/^-|-$/g, '') || otherwise;
    let key = plain;
    for (let count = 2; this.#taken.has(key); count += 1) key = `${plain}-${count}`;
    this.#taken.add(key);
    return key;
  }
}
