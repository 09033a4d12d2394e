import { compare } from './compare.mjs';

/**
 * @typedef {object} Row
 * @property {string} what @property {string} subject @property {string} against
 * @property {number} median of the ratios of what it costs the two @property {number} lower @property {number} upper
 * @property {number} subjectCost @property {number} againstCost medians
 * @property {string} unit of the costs
 * @property {number} [target] the most that the ratio is to be
 * @property {number} [costTarget] the most that the subject's cost is to be
 */

/** A run of the benchmarks: the cases fill it. */
export class Bench {
  /** @type {Row[]} */
  rows = [];
  /** @type {{ title: string, lines: string[] }[]} */
  sections = [];

  /** @param {{ pairs: number, turnMs: number, warmUpMs: number, lives: number, starts: number }} settings */
  constructor(settings) {
    this.settings = settings;
  }

  async compare(what, { unit = 'µs', target, ...comparison }) {
    this.add(what, await compare({ ...this.settings, ...comparison }), { unit, target });
  }

  add(what, result, { unit, target, costTarget }) {
    this.rows.push({ what, ...result, unit, target, costTarget });
    console.log(`${what}: ${result.subject} is ${result.median.toFixed(2)} of ${result.against}`);
  }

  section(title, lines) {
    this.sections.push({ title, lines });
  }
}
