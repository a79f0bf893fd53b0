/** What drives an outcome: the share of its variance that goes with each assumption, and how far its mean swings. */

import { plainMean } from "./estimates.js";

/** @typedef {import("../types.d.ts").Factor} Factor */

const TENTHS = 10;

/** The worlds from the lowest to the highest uniform, which is that of what follows from them: dealt to as many cells as
 * there are worlds, which evenly lying numbers fill evenly.
 * @param {Float64Array} uniforms @returns {Uint32Array} */
export function orderOf(uniforms) {
  const worlds = uniforms.length;
  const starts = new Uint32Array(worlds + 1);
  const cell = (/** @type {number} */ world) => Math.min(Math.floor(uniforms[world] * worlds), worlds - 1);
  for (let world = 0; world < worlds; world += 1) starts[cell(world) + 1] += 1;
  for (let place = 0; place < worlds; place += 1) starts[place + 1] += starts[place];
  const filled = starts.slice();
  const order = new Uint32Array(worlds);
  for (let world = 0; world < worlds; world += 1) {
    const own = cell(world);
    let place = filled[own];
    filled[own] += 1;
    for (; place > starts[own] && uniforms[order[place - 1]] > uniforms[world]; place -= 1) order[place] = order[place - 1];
    order[place] = world;
  }
  return order;
}

/** The worlds from the lowest to the highest number.
 * @param {Float64Array} numbers @returns {Uint32Array} */
export function orderOfNumbers(numbers) {
  return Uint32Array.from(numbers.keys()).sort((a, b) => numbers[a] - numbers[b]);
}

/** Classes of equal size of numbers in order, where equal numbers stay together: where each begins, and the end of all.
 * @param {Float64Array} sorted @param {number} count @returns {number[]} */
function classes(sorted, count) {
  const worlds = sorted.length;
  const starts = [];
  let before = -1;
  for (let start = 0; start < worlds; ) {
    let stop = start + 1;
    while (stop < worlds && sorted[stop] === sorted[start]) stop += 1;
    const step = Math.floor(((start + stop) / (2 * worlds)) * count);
    if (step !== before) starts.push(start);
    before = step;
    start = stop;
  }
  return [...starts, worlds];
}

/** A straight line through the worlds of one class, by least squares; flat where nothing is to be fitted.
 * @param {Float64Array} x @param {Float64Array} y @param {number} start @param {number} stop */
function lineThrough(x, y, start, stop) {
  const size = stop - start;
  let [sumX, sumY, squares] = [0, 0, 0];
  for (let place = start; place < stop; place += 1) {
    sumX += x[place];
    sumY += y[place];
    squares += x[place] * x[place];
  }
  const middle = sumX / size;
  let [scatter, product] = [0, 0];
  for (let place = start; place < stop; place += 1) {
    const centred = x[place] - middle;
    scatter += centred * centred;
    product += centred * y[place];
  }
  const isSloped = size > 2 && scatter > 1e-30 * squares;
  return { middle, height: sumY / size, slope: isSloped ? product / scatter : 0, bends: isSloped ? 2 : 1 };
}

/** First-order index from a straight line in each of many classes of equal size (`first_order` in Python), with its
 * error from how each world pulls at it (its influence function).
 * @param {Float64Array} x in order @param {Float64Array} y of the same worlds, with mean 0 and variance 1 */
function firstOrder(x, y) {
  const worlds = x.length;
  const count = Math.min(50, Math.max(4, Math.round(Math.cbrt(worlds))));
  const starts = classes(x, count);
  const fitted = new Float64Array(worlds);
  let [explained, noise] = [0, 0];
  for (let step = 0; step + 1 < starts.length; step += 1) {
    const [start, stop] = [starts[step], starts[step + 1]];
    const { middle, height, slope, bends } = lineThrough(x, y, start, stop);
    let squares = 0;
    for (let place = start; place < stop; place += 1) {
      const line = height + slope * (x[place] - middle);
      fitted[place] = line;
      explained += line * line;
      squares += (y[place] - line) * (y[place] - line);
    }
    const size = stop - start;
    noise += (size > bends ? squares / (size - bends) : 1) * (bends - size / worlds);
  }
  const value = (explained - noise) / worlds;
  let [pull, square] = [0, 0];
  for (let place = 0; place < worlds; place += 1) {
    const own = 2 * y[place] * fitted[place] - fitted[place] * fitted[place] - value * y[place] * y[place];
    pull += own;
    square += own * own;
  }
  const error = Math.sqrt(Math.max(square - (pull * pull) / worlds, 0) / (worlds - 1) / worlds);
  return { value, error, parameters: 2 * count };
}

/** Means of the outcome in the lowest and the highest tenth.
 * @param {Float64Array} x in order @param {Float64Array} y of the same worlds */
function swing(x, y) {
  const starts = classes(x, TENTHS);
  /** @param {number} start @param {number} stop */
  const middle = (start, stop) => {
    let sum = 0;
    for (let place = start; place < stop; place += 1) sum += y[place];
    return sum / (stop - start);
  };
  const last = starts.length - 1;
  return { low: middle(starts[0], starts[1]), high: middle(starts[last - 1], starts[last]) };
}

/** @param {Float64Array} values @param {Uint32Array} order */
function inOrder(values, order) {
  const sorted = new Float64Array(order.length);
  for (let place = 0; place < order.length; place += 1) sorted[place] = values[order[place]];
  return sorted;
}

/**
 * The assumptions from the one that explains most of the variance of the outcome.
 * @param {string[]} names
 * @param {Float64Array[]} columns the numbers of each, (world)
 * @param {Uint32Array[]} orders
 * @param {Float64Array} outcome
 * @param {number} randomisations
 * @returns {Factor[]}
 */
export function ranking(names, columns, orders, outcome, randomisations) {
  const centre = plainMean(outcome);
  const centred = outcome.map((value) => value - centre);
  const spread = Math.sqrt(plainMean(centred.map((value) => value * value)));
  if (!(spread > 1e-12 * Math.abs(centre)) || !Number.isFinite(spread)) return [];
  const standard = centred.map((value) => value / spread);
  const factors = names.map((name, place) => {
    const x = inOrder(columns[place], orders[place]);
    const y = inOrder(standard, orders[place]);
    const { value, error, parameters } = firstOrder(x, y);
    // Even worlds have less noise than was taken off: the share may be larger by as much.
    const taken = randomisations ? (parameters / outcome.length) * Math.min(Math.max(1 - value, 0), 1) : 0;
    const { low, high } = swing(x, y);
    const share = { value, error: Math.hypot(error, taken) };
    return { name, share, swing: { low: centre + spread * low, high: centre + spread * high } };
  });
  return factors.sort((a, b) => Math.abs(b.share.value) - Math.abs(a.share.value));
}
