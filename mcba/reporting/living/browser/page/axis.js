/** Axes: round ticks, and from numbers to places along a line. */

const ROUND = [1, 2, 2.5, 5, 10];

/**
 * Round numbers from `low` to `high`, so many at most, and with how many decimals they are written.
 * @param {number} low @param {number} high @param {number} most
 * @returns {{ at: number[], decimals: number }}
 */
export function ticks(low, high, most) {
  const step = roundStep((high - low) / Math.max(1, most));
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  const at = [];
  for (let place = first; place <= last; place += 1) at.push(place * step + 0);
  return { at, decimals: decimalsOfStep(step) };
}

/** The next step that is 1, 2, 2.5 or 5 times a power of ten. @param {number} least @returns {number} */
function roundStep(least) {
  if (!(least > 0) || !Number.isFinite(least)) return 1;
  const power = 10 ** Math.floor(Math.log10(least));
  return power * (ROUND.find((step) => step * power >= least * (1 - 1e-9)) ?? 10);
}

/** As many decimals as write every multiple of a round step. @param {number} step @returns {number} */
export function decimalsOfStep(step) {
  const decimals = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  const scaled = step * 10 ** decimals;
  return decimals + (Math.abs(scaled - Math.round(scaled)) > 1e-6 ? 1 : 0);
}

/**
 * Where a number lies between two others, as a share of their distance; never outside them.
 * @param {number} value @param {number} low @param {number} high @returns {number}
 */
export function placeOf(value, low, high) {
  if (!(high > low)) return 0.5;
  return Math.min(1, Math.max(0, (value - low) / (high - low)));
}

/** A share as a length in SVG. @param {number} share @returns {string} */
export function percentOf(share) {
  return `${Number((100 * share).toFixed(3))}%`;
}

/**
 * The least and the largest of some numbers that are finite, zero among them where it is asked.
 * @param {number[]} numbers @param {boolean} [zero] @returns {[number, number]}
 */
export function reach(numbers, zero = false) {
  const finite = numbers.filter(Number.isFinite);
  if (zero) finite.push(0);
  return finite.length ? [Math.min(...finite), Math.max(...finite)] : [0, 1];
}
