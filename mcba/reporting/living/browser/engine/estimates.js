/** Estimates and their Monte Carlo errors, as `mcba.engine.estimates` computes them. */

import { ndtri } from "../drawing/normal.js";
import { select } from "./selection.js";

/** @typedef {import("../types.d.ts").Estimate} Estimate */
/** @typedef {import("../types.d.ts").Summary} Summary */

/**
 * To which randomisation each world belongs: dealt in turn, or as the list says where worlds were left out.
 * @typedef {object} Dealt
 * @property {number} randomisations 0 where worlds are independent
 * @property {Int32Array | null} ranks
 */

const ROUNDING = 128 * 2 ** -53;
const BAND = 4;
const LEAST_RANK = 0.62;
const CONFIDENCE = 0.95;
/** How many quantiles of a standard normal error stand for it. */
const NORMAL = 16;

/** How many worlds each randomisation has; one entry where they are independent.
 * @param {number} worlds @param {Dealt} dealt @returns {Float64Array} */
function sizesOf(worlds, { randomisations, ranks }) {
  const sizes = new Float64Array(Math.max(randomisations, 1));
  if (ranks && randomisations) for (const rank of ranks) sizes[rank] += 1;
  else for (let rank = 0; rank < sizes.length; rank += 1) sizes[rank] = Math.ceil((worlds - rank) / sizes.length);
  return sizes;
}

/** The standard error of a mean from the squared residuals of independent parts.
 * @param {number} squares @param {Float64Array} sizes */
function residualError(squares, sizes) {
  const worlds = sizes.reduce((sum, size) => sum + size, 0);
  const own = sizes.length === 1 ? worlds : sizes.reduce((sum, size) => sum + size * size, 0);
  const pairs = worlds * worlds - own;
  return pairs > 0 ? Math.sqrt(squares / pairs) : Infinity;
}

/** Sums over the worlds of each randomisation.
 * @param {Float64Array} values @param {Dealt} dealt @param {number} parts */
function sumsOf(values, { ranks }, parts) {
  const sums = new Float64Array(parts);
  if (ranks && parts > 1) for (let world = 0; world < values.length; world += 1) sums[ranks[world]] += values[world];
  else {
    for (let world = 0, rank = 0; world < values.length; world += 1) {
      sums[rank] += values[world];
      rank = rank + 1 === parts ? 0 : rank + 1;
    }
  }
  return sums;
}

/** In how many worlds of each randomisation a value lies below a limit, or at it too.
 * @param {Float64Array} values @param {number} limit @param {boolean} isAtToo @param {Dealt} dealt @param {number} parts */
function countsBelow(values, limit, isAtToo, { ranks }, parts) {
  const counts = new Float64Array(parts);
  for (let world = 0, rank = 0; world < values.length; world += 1) {
    if (values[world] < limit || (isAtToo && values[world] === limit)) counts[ranks && parts > 1 ? ranks[world] : rank] += 1;
    rank = rank + 1 === parts ? 0 : rank + 1;
  }
  return counts;
}

/** @param {Float64Array} numbers */
function total(numbers) {
  return numbers.reduce((sum, number) => sum + number, 0);
}

/** The plain mean, added in parts so that rounding stays small.
 * @param {Float64Array} values @returns {number} */
export function plainMean(values) {
  const centre = total(sumsOf(values, { randomisations: 0, ranks: null }, 16)) / values.length;
  if (!Number.isFinite(centre)) return centre;
  let missed = 0;
  for (let world = 0; world < values.length; world += 1) missed += values[world] - centre;
  return centre + missed / values.length;
}

/**
 * The mean, its error, and the standard deviation.
 * @param {Float64Array} values @param {Dealt} dealt
 * @returns {Estimate & { sd: number }}
 */
export function mean(values, dealt) {
  const sizes = sizesOf(values.length, dealt);
  const parts = sizes.length;
  let centre = total(sumsOf(values, dealt, parts)) / values.length;
  if (!Number.isFinite(centre)) return { value: centre, error: Infinity, sd: Infinity };
  const deviations = new Float64Array(values.length);
  let squares = 0;
  for (let world = 0; world < values.length; world += 1) {
    deviations[world] = values[world] - centre;
    squares += deviations[world] * deviations[world];
  }
  const sums = sumsOf(deviations, dealt, parts);
  const missed = total(sums) / values.length;
  centre += missed;
  squares = Math.max(0, squares - values.length * missed * missed);
  if (Math.sqrt(squares / values.length) <= ROUNDING * Math.abs(centre)) return { value: centre, error: 0, sd: 0 };
  const residuals =
    parts === 1 ? squares : sums.reduce((sum, part, rank) => sum + (part - missed * sizes[rank]) ** 2, 0);
  return { value: centre, error: residualError(residuals, sizes), sd: Math.sqrt(squares / (values.length - 1)) };
}

/** The share of worlds in which something holds, from their number in each randomisation; its error has a floor.
 * @param {Float64Array} hits @param {Float64Array} sizes @returns {Estimate} */
function shareFrom(hits, sizes) {
  const worlds = total(sizes);
  const value = total(hits) / worlds;
  if (value === 0 || value === 1) return { value, error: 1.5 / worlds };
  const squares =
    sizes.length === 1
      ? worlds * value * (1 - value)
      : hits.reduce((sum, hit, rank) => sum + (hit - value * sizes[rank]) ** 2, 0);
  return { value, error: Math.max(residualError(squares, sizes), 0.5 / worlds) };
}

/**
 * The share of worlds in which a value lies above a limit.
 * @param {Float64Array} values @param {number} limit @param {Dealt} dealt
 * @returns {Estimate}
 */
export function shareAbove(values, limit, dealt) {
  const sizes = sizesOf(values.length, dealt);
  const below = countsBelow(values, limit, true, dealt, sizes.length);
  return shareFrom(below.map((count, rank) => sizes[rank] - count), sizes);
}

/**
 * The mean of one outcome over that of another; nothing where that is 0.
 * @param {Float64Array} above @param {Float64Array} below @param {Dealt} dealt
 * @returns {Estimate | null}
 */
export function ratioOfMeans(above, below, dealt) {
  const under = plainMean(below);
  if (under === 0) return null;
  const ratio = plainMean(above) / under;
  const rest = mean(above.map((value, world) => value - ratio * below[world]), dealt);
  return { value: ratio, error: rest.error / Math.abs(under) };
}

/** The worlds in order around some ranks. */
class Near {
  /** @param {Float64Array} values @param {Float64Array} near order statistics from the place `first` on
   * @param {number} first @param {Dealt} dealt */
  constructor(values, near, first, dealt) {
    this.values = values;
    this.near = near;
    this.first = first;
    this.dealt = dealt;
    this.sizes = sizesOf(values.length, dealt);
  }

  /** @param {number} level @returns {[number, number, number]} */
  neighbours(level) {
    const place = Math.min(Math.max(level * (this.values.length - 1) - this.first, 0), this.near.length - 1);
    const below = Math.floor(place);
    return [this.near[below], this.near[Math.min(below + 1, this.near.length - 1)], place - below];
  }

  /** @param {number} level */
  quantile(level) {
    const [below, above, rest] = this.neighbours(level);
    const step = above - below;
    if (!Number.isFinite(step)) return rest > 0.5 ? above : below;
    return below + rest * step;
  }

  /** @param {number} level */
  tiedAt(level) {
    const [below, above] = this.neighbours(level);
    const count = (/** @type {number} */ one) => this.near.reduce((sum, value) => sum + (value === one ? 1 : 0), 0);
    return Math.max(count(below), count(above)) / this.values.length;
  }

  /** @param {number} level */
  errorOfShare(level) {
    const { values, sizes, dealt } = this;
    if (sizes.length === 1) return shareFrom(Float64Array.of(level * values.length), sizes).error;
    const value = this.quantile(level);
    const ties = this.near.reduce((sum, one) => sum + (one === value ? 1 : 0), 0) > 1;
    /** @param {boolean} isAtToo */
    const error = (isAtToo) => shareFrom(countsBelow(values, value, isAtToo, dealt, sizes.length), sizes).error;
    return ties ? Math.max(error(true), error(false)) : error(true);
  }

  /** Woodruff (1952), doi:10.1080/01621459.1952.10483443.
   * @param {number} level @returns {Estimate} */
  estimate(level) {
    const worlds = this.values.length;
    const value = this.quantile(level);
    const outer = Math.max(level, 1 - level);
    const enough = worlds >= Math.ceil(Math.log(1 - CONFIDENCE) / Math.log(outer));
    const reach = enough ? 2 * Math.sqrt((level * (1 - level)) / worlds) : 1;
    const first = Math.max(level - reach, 0);
    const last = Math.min(level + reach, 1);
    const rise = this.quantile(last) - this.quantile(first);
    if (rise === 0) return { value, error: 0 };
    if (!(enough && Number.isFinite(value) && Number.isFinite(rise))) return { value, error: Infinity };
    const error = Math.hypot(Math.max(this.errorOfShare(level), LEAST_RANK / worlds), (0.5 - level) / worlds);
    if (this.tiedAt(level) > Math.max(error, 1 / worlds)) {
      const moved = Array.from({ length: NORMAL }, (_, k) => ndtri((k + 0.5) / NORMAL) * error);
      return { value, error: spread(moved.map((far) => this.quantile(level + far))) };
    }
    return { value, error: (error * rise) / (last - first) };
  }
}

/** @param {number[]} values */
function spread(values) {
  const centre = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / values.length);
}

/**
 * The values below which these shares of the worlds lie, levels rising.
 * @param {Float64Array} values @param {number[]} levels @param {Dealt} dealt
 * @returns {Estimate[]}
 */
export function quantiles(values, levels, dealt) {
  const size = values.length;
  const edges = levels.map((level) => {
    const band = BAND * Math.sqrt(level * (1 - level) * size) + 1;
    return [
      Math.max(0, Math.floor(level * (size - 1) - band)),
      Math.min(size - 1, Math.ceil(level * (size - 1) + band)),
    ];
  });
  const ordered = select(values, edges.flat());
  return levels.map((level, place) => {
    const [first, last] = edges[place];
    return new Near(values, ordered.slice(first, last + 1).sort(), first, dealt).estimate(level);
  });
}

/**
 * Mean, median and range.
 * @param {Float64Array} values @param {number} mass @param {Dealt} dealt
 * @returns {Summary}
 */
export function summary(values, mass, dealt) {
  if (values.some(Number.isNaN)) {
    const nothing = { value: NaN, error: Infinity };
    return { mean: nothing, median: nothing, low: nothing, high: nothing };
  }
  const tail = (1 - mass) / 2;
  const [low, median, high] = quantiles(values, [tail, 0.5, 1 - tail], dealt);
  const { value, error } = mean(values, dealt);
  return { mean: { value, error }, median, low, high };
}
