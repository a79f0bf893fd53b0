/** What drives an outcome: the share of its variance that goes with each assumption, and how far its mean swings. */

import { mean, plainMean } from "./estimates.js";

/** @typedef {import("../types.d.ts").Factor} Factor */
/** @typedef {import("./estimates.js").Dealt} Dealt */

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

/** The class of each place in an order: classes of equal size, where equal values stay together.
 * @param {Float64Array} column @param {Uint32Array} order @param {number} count */
function classes(column, order, count) {
  const worlds = order.length;
  const steps = new Int32Array(worlds);
  const sizes = [];
  let label = -1;
  let before = -1;
  for (let start = 0; start < worlds; ) {
    let stop = start + 1;
    while (stop < worlds && column[order[stop]] === column[order[start]]) stop += 1;
    const step = Math.floor(((start + stop) / (2 * worlds)) * count);
    if (step !== before) {
      label += 1;
      before = step;
      sizes.push(0);
    }
    steps.fill(label, start, stop);
    sizes[label] += stop - start;
    start = stop;
  }
  return { steps, sizes };
}

/** First-order index from a straight line in each of many classes of equal size (`first_order` in Python).
 * @param {Float64Array} x @param {Uint32Array} order @param {Float64Array} y with mean 0 and variance 1 */
function firstOrder(x, order, y) {
  const worlds = order.length;
  const { steps, sizes } = classes(x, order, Math.min(50, Math.max(4, Math.round(Math.cbrt(worlds)))));
  const count = sizes.length;
  const [sumX, sumY, sumSquares, scatter, product] = Array.from({ length: 5 }, () => new Float64Array(count));
  for (let place = 0; place < worlds; place += 1) {
    sumX[steps[place]] += x[order[place]];
    sumY[steps[place]] += y[order[place]];
    sumSquares[steps[place]] += x[order[place]] ** 2;
  }
  const middle = sumX.map((sum, step) => sum / sizes[step]);
  for (let place = 0; place < worlds; place += 1) {
    const centred = x[order[place]] - middle[steps[place]];
    scatter[steps[place]] += centred * centred;
    product[steps[place]] += centred * y[order[place]];
  }
  const isSloped = sizes.map((size, step) => size > 2 && scatter[step] > 1e-30 * sumSquares[step]);
  const slope = scatter.map((square, step) => (isSloped[step] ? product[step] / square : 0));
  const fitted = new Float64Array(worlds);
  const squares = new Float64Array(count);
  let explained = 0;
  for (let place = 0; place < worlds; place += 1) {
    const step = steps[place];
    const line = sumY[step] / sizes[step] + slope[step] * (x[order[place]] - middle[step]);
    fitted[place] = line;
    explained += line * line;
    squares[step] += (y[order[place]] - line) ** 2;
  }
  const noise = sizes.reduce((sum, size, step) => {
    const bends = isSloped[step] ? 2 : 1;
    const variance = size > bends ? squares[step] / (size - bends) : 1;
    return sum + variance * (bends - size / worlds);
  }, 0);
  const value = explained / worlds - noise / worlds;
  return { value, error: errorOf(fitted, order, y, value), parameters: 2 * Math.min(50, Math.max(4, Math.round(Math.cbrt(worlds)))) };
}

/** The standard error of a share: how each world pulls at it (its influence function).
 * @param {Float64Array} fitted in the order @param {Uint32Array} order @param {Float64Array} y @param {number} share */
function errorOf(fitted, order, y, share) {
  const pulls = fitted.map((line, place) => {
    const outcome = y[order[place]];
    return 2 * outcome * line - line * line - share * outcome * outcome;
  });
  return mean(pulls, { randomisations: 0, ranks: null }).error;
}

/** Means of the outcome in the lowest and the highest tenth.
 * @param {Float64Array} x @param {Uint32Array} order @param {Float64Array} y */
function swing(x, order, y) {
  const { steps, sizes } = classes(x, order, TENTHS);
  let low = 0;
  let high = 0;
  for (let place = 0; place < sizes[0]; place += 1) low += y[order[place]];
  for (let place = order.length - 1; place >= 0 && steps[place] === sizes.length - 1; place -= 1) high += y[order[place]];
  return { low: low / sizes[0], high: high / sizes[sizes.length - 1] };
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
    const { value, error, parameters } = firstOrder(columns[place], orders[place], standard);
    // Even worlds have less noise than was taken off: the share may be larger by as much.
    const taken = randomisations ? (parameters / outcome.length) * Math.min(Math.max(1 - value, 0), 1) : 0;
    const share = { value, error: Math.hypot(error, taken) };
    return { name, share, swing: swing(columns[place], orders[place], outcome) };
  });
  return factors.sort((a, b) => b.share.value - a.share.value);
}
