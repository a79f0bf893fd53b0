/** The study's model: its worlds, what a reader changes in them, and what they then say. */

import { int32 } from "../encoding.js";
import { changed, drawn } from "../drawing/draws.js";
import { quantiles, ratioOfMeans, shareAbove, summary } from "../engine/estimates.js";
import { histogram, windowOf } from "../engine/histogram.js";
import { uniforms } from "../drawing/points.js";
import { orderOf, orderOfNumbers, ranking } from "../engine/ranking.js";
import { unpacked } from "../drawing/tables.js";
import { play } from "../engine/tape.js";
import { tied } from "../drawing/ties.js";

/** @typedef {import("../types.d.ts").Score} Score */
/** @typedef {import("../types.d.ts").Variant} Variant */
/** @typedef {import("../types.d.ts").Draw} Draw */
/** @typedef {import("../types.d.ts").Change} Change */
/** @typedef {import("../types.d.ts").Changes} Changes */
/** @typedef {import("../types.d.ts").Answers} Answers */
/** @typedef {import("../engine/estimates.js").Dealt} Dealt */

const MOST_UNDEFINED = 0.5;
const ALL = { randomisations: 0, ranks: null };

export class Model {
  /** @param {Score} score */
  constructor(score) {
    this.score = score;
    this.codes = score.codes.map(int32);
    this.tables = score.tables.map(unpacked);
    this.rows = uniforms(score.points, score.worlds);
    tied(this.rows, score.ties, score.worlds, score.randomisations);
    /** @type {Map<Draw, Float64Array[]>} */
    this.numbers = new Map();
    /** @type {Map<string, { change: string, draw: Draw, numbers: Float64Array[] }>} */
    this.changed = new Map();
    /** @type {Map<string, Uint32Array>} */
    this.orders = new Map();
    /** @type {WeakMap<Float64Array, Map<number, [number, number, number]>>} */
    this.known = new WeakMap();
    /** @type {Map<string, [number, number]>} */
    this.windows = new Map();
  }

  /**
   * What the first worlds say after some changes.
   * @param {Changes} changes @param {number} worlds
   * @returns {Answers}
   */
  answer(changes, worlds) {
    const { score } = this;
    const variant = score.variants.find((one) => one.option === changes.option && one.scenario === changes.scenario);
    if (!variant) throw new Error(`no option "${changes.option}" in the scenario "${changes.scenario}"`);
    const draws = { ...score.draws, ...variant.draws };
    /** @type {Map<string, Float64Array[]>} */
    const drawnNumbers = new Map();
    const inputs = variant.inputs.flatMap((input) => {
      if (input.kind === "choice") return this.choice(variant, input.name, changes);
      if (input.kind === "switch") return [Float64Array.of(changes.without.includes(input.name) ? 0 : 1)];
      const numbers = this.numbersOf(input.name, draws[input.name], changes.assumptions[input.name]);
      drawnNumbers.set(input.name, numbers);
      return numbers.map((row) => (row.length === 1 ? row : row.subarray(0, worlds)));
    });
    const outputs = play(variant, this.codes[variant.code], inputs, worlds);
    return this.told(outputs, drawnNumbers, draws, worlds);
  }

  /** @param {Variant} variant @param {string} name @param {Changes} changes */
  choice(variant, name, changes) {
    const value = changes.choices[name];
    return variant.choices[name].map((own) => Float64Array.of(value === undefined ? own : value));
  }

  /** The numbers of an assumption in all worlds, with the change of a reader; what did not change is kept.
   * @param {string} name @param {Draw} draw @param {Change | undefined} change */
  numbersOf(name, draw, change) {
    const own = this.numbers.get(draw) ?? drawn(draw, this.rows, this.tables, this.score.worlds);
    this.numbers.set(draw, own);
    if (!change) return own;
    const said = JSON.stringify(change);
    const before = this.changed.get(name);
    if (before && before.change === said && before.draw === draw) return before.numbers;
    const numbers = changed(own, draw.places.map((place) => this.rows[place]), change);
    this.changed.set(name, { change: said, draw, numbers });
    return numbers;
  }

  /** @param {Record<string, Float64Array[]>} outputs @param {Map<string, Float64Array[]>} drawnNumbers
   * @param {Record<string, Draw>} draws @param {number} worlds @returns {Answers} */
  told(outputs, drawnNumbers, draws, worlds) {
    const { score } = this;
    const kept = this.kept(outputs, worlds);
    /** @param {Float64Array} row @returns {Float64Array} */
    const left = (row) => (kept ? Float64Array.from(kept, (world) => row[world]) : row);
    const dealt = {
      randomisations: score.randomisations,
      ranks: kept && score.randomisations ? Int32Array.from(kept, (world) => world % score.randomisations) : null,
    };
    /** @type {Record<string, Float64Array>} */
    const rows = {};
    for (const [name, numbers] of Object.entries(outputs)) rows[name] = left(numbers[0]);
    const summaries = Object.fromEntries(
      Object.entries(rows).map(([name, row]) => [name, summary(row, score.mass, dealt)]),
    );
    for (const name of score.withoutMean ?? []) summaries[name].mean = { value: NaN, error: Infinity };
    const { npv, present_value_benefits: benefits, present_value_costs: costs } = rows;
    return {
      worlds: kept ? kept.length : worlds,
      summaries,
      chances: npv ? { npv: shareAbove(npv, 0, dealt) } : {},
      ratioOfMeans: benefits && costs ? ratioOfMeans(benefits, costs, dealt) : null,
      ranking: kept ? [] : this.ranked(drawnNumbers, draws, rows[score.main], worlds),
      histograms: this.histograms(rows, summaries),
      assumptions: this.ranges(drawnNumbers, worlds),
      failed: kept ? worlds - kept.length : 0,
    };
  }

  /** The worlds in which everything is defined; nothing where that is all of them. What is undefined in most worlds, as a
   * ratio is without its lower part, is itself without an answer, and takes no world with it.
   * @param {Record<string, Float64Array[]>} outputs @param {number} worlds @returns {number[] | null} */
  kept(outputs, worlds) {
    const mayBeInfinite = new Set(this.score.mayBeInfinite);
    const fails = new Uint8Array(worlds);
    for (const [name, [row]] of Object.entries(outputs)) {
      let sum = 0;
      for (let world = 0; world < worlds; world += 1) sum += row[world];
      if (Number.isFinite(sum)) continue;
      const isDefined = mayBeInfinite.has(name) ? (/** @type {number} */ x) => x === x : Number.isFinite;
      const missing = row.reduce((count, value) => count + (isDefined(value) ? 0 : 1), 0);
      if (missing > MOST_UNDEFINED * worlds) row.fill(NaN);
      else if (missing) row.forEach((value, world) => { if (!isDefined(value)) fails[world] = 1; });
    }
    if (!fails.includes(1)) return null;
    return Array.from({ length: worlds }, (_, world) => world).filter((world) => !fails[world]);
  }

  /** The assumptions of one number, from the one that drives the outcome most.
   * @param {Map<string, Float64Array[]>} drawnNumbers @param {Record<string, Draw>} draws
   * @param {Float64Array} outcome @param {number} worlds */
  ranked(drawnNumbers, draws, outcome, worlds) {
    const names = [...drawnNumbers.keys()].filter((name) => {
      const numbers = drawnNumbers.get(name) ?? [];
      return numbers.length === 1 && numbers[0].length > 1;
    });
    const columns = names.map((name) => (drawnNumbers.get(name) ?? [])[0].subarray(0, worlds));
    const orders = names.map((name, place) => this.order(name, draws[name], columns[place]));
    return ranking(names, columns, orders, outcome, this.score.randomisations);
  }

  /** The order of an assumption, which no change of a reader alters.
   * @param {string} name @param {Draw} draw @param {Float64Array} column */
  order(name, draw, column) {
    const key = `${column.length} ${draw.places[0] ?? name}`;
    const known = this.orders.get(key);
    if (known) return known;
    const order = draw.places.length ? orderOf(this.rows[draw.places[0]].subarray(0, column.length)) : orderOfNumbers(column);
    this.orders.set(key, order);
    return order;
  }

  /** @param {Record<string, Float64Array>} rows @param {Answers["summaries"]} summaries */
  histograms(rows, summaries) {
    const names = [...new Set([this.score.main, "npv", "bcr"])].filter((name) => rows[name]);
    return Object.fromEntries(
      names.map((name) => {
        const { low, high } = summaries[name];
        const before = this.windows.get(name);
        const isInside = before && low.value >= before[0] && high.value <= before[1];
        const window = isInside ? before : windowOf(rows[name], [low.value, high.value], this.score.marks[name] ?? []);
        if (!before) this.windows.set(name, window);
        return [name, histogram(rows[name], window)];
      }),
    );
  }

  /** @param {Map<string, Float64Array[]>} drawnNumbers @param {number} worlds @returns {Record<string, [number, number, number]>} */
  ranges(drawnNumbers, worlds) {
    return Object.fromEntries([...drawnNumbers].map(([name, [row]]) => [name, this.rangeOf(row, worlds)]));
  }

  /** Low, median and high of numbers, computed once.
   * @param {Float64Array} row @param {number} worlds @returns {[number, number, number]} */
  rangeOf(row, worlds) {
    if (row.length === 1) return [row[0], row[0], row[0]];
    const known = this.known.get(row) ?? new Map();
    this.known.set(row, known);
    const tail = (1 - this.score.mass) / 2;
    if (!known.has(worlds)) {
      const levels = quantiles(row.subarray(0, worlds), [tail, 0.5, 1 - tail], ALL);
      known.set(worlds, levels.map((one) => one.value));
    }
    return known.get(worlds);
  }
}
