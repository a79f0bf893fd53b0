/** How many worlds lie where: the bars of the picture. */

import { select } from "./selection.js";

const BINS = 80;
const NEAR = 1.5;
const MARGIN = 0.02;

/** @typedef {{ left: number, width: number, counts: number[] }} Histogram */

/** From where worlds are to where they end, as `window_of` of Python's figures has it.
 * @param {Float64Array} values @param {[number, number]} central @param {number[]} marks @returns {[number, number]} */
export function windowOf(values, central, marks) {
  const [outerLeft, q5, middle, q95, outerRight] = levels(values, [0.002, 0.05, 0.5, 0.95, 0.998]);
  const first = Math.min(Math.max(outerLeft, q5 - (middle - q5)), central[0]);
  const last = Math.max(Math.min(outerRight, q95 + (q95 - middle)), central[1]);
  const spread = last - first || Math.abs(first) * 0.1 || 1;
  const near = marks.filter((mark) => first - NEAR * spread < mark && mark < last + NEAR * spread);
  const left = Math.min(first - MARGIN * spread, ...near);
  const right = Math.max(last + MARGIN * spread, ...near);
  const margin = MARGIN * (right - left);
  return [left - margin, right + margin];
}

/** @param {Float64Array} values @param {number[]} shares */
function levels(values, shares) {
  const places = shares.map((share) => share * (values.length - 1));
  const ordered = select(values, places.flatMap((place) => [Math.floor(place), Math.ceil(place)]));
  return places.map((place) => {
    const below = ordered[Math.floor(place)];
    return below + (place % 1) * (ordered[Math.ceil(place)] - below);
  });
}

/**
 * The bars of finite values in a window; those outside it are left out.
 * @param {Float64Array} values @param {[number, number]} window
 * @returns {Histogram}
 */
export function histogram(values, [left, right]) {
  const width = (right - left) / BINS;
  const counts = new Array(BINS).fill(0);
  for (let world = 0; world < values.length; world += 1) {
    const bin = Math.floor((values[world] - left) / width);
    if (bin >= 0 && bin < BINS) counts[bin] += 1;
  }
  return { left, width, counts };
}
