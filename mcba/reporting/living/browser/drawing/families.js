/** Families by their parameters: what a slider changes is drawn by the family's own quantile function. */

import { ndtri } from "./normal.js";
import { betaQuantile, gammaQuantile } from "./special.js";
import { distances, lookUp, tableOfNodes } from "./tables.js";

/** @typedef {Record<string, number>} Values */

const DIGITS = 6;
const OCTAVES = 24;

/** Quantiles at many uniforms, by a table of a few exact ones: `exact` takes the distance to the nearer end.
 * @param {(distance: number, isUpper: boolean) => number} exact
 * @param {number} low @param {number} width
 * @returns {(u: Float64Array) => Float64Array} */
function tabulated(exact, low, width) {
  const octaves = Array.from({ length: OCTAVES }, (_, octave) => distances(octave));
  const [lower, upper] = [false, true].map((isUpper) =>
    Float64Array.from(octaves.flat(), (distance) => exact(distance, isUpper)),
  );
  const table = tableOfNodes(lower, upper, DIGITS);
  return (u) => {
    const out = new Float64Array(u.length);
    lookUp(table, u, out);
    return out.map((x) => low + width * x);
  };
}

/** @param {(u: number) => number} one @returns {(u: Float64Array) => Float64Array} */
function each(one) {
  return (u) => u.map(one);
}

/** A beta distribution by its mean and standard deviation on 0 to 1.
 * @param {number} mean @param {number} sd @returns {[number, number]} */
function shapes(mean, sd) {
  const size = (mean * (1 - mean)) / (sd * sd) - 1;
  return [mean * size, (1 - mean) * size];
}

/** @type {Record<string, { quantile: (values: Values) => (u: Float64Array) => Float64Array, refused: (values: Values) => string }>} */
const FAMILIES = {
  uniform: {
    quantile: ({ low, high }) => each((u) => low + (high - low) * u),
    refused: ({ low, high }) => (low < high ? "" : "living.low_above_high"),
  },
  triangular: {
    quantile: ({ low, mode, high }) => {
      const width = high - low;
      const rising = (mode - low) / width;
      return each((u) =>
        u < rising
          ? low + width * Math.sqrt(rising * u)
          : high - width * Math.sqrt((1 - rising) * (1 - u)),
      );
    },
    refused: inOrder,
  },
  pert: {
    quantile: ({ low, mode, high, shape = 4 }) => {
      const place = (mode - low) / (high - low);
      const [a, b] = [1 + shape * place, 1 + shape * (1 - place)];
      return tabulated((distance, isUpper) => betaQuantile(a, b, distance, isUpper), low, high - low);
    },
    refused: inOrder,
  },
  normal: {
    quantile: ({ mean, sd }) => each((u) => mean + sd * ndtri(u)),
    refused: ({ sd }) => (sd > 0 ? "" : "living.no_spread"),
  },
  lognormal: {
    quantile: ({ mean, sd }) => {
      const variance = Math.log1p((sd / mean) ** 2);
      const [mu, sigma] = [Math.log(mean) - variance / 2, Math.sqrt(variance)];
      return each((u) => Math.exp(mu + sigma * ndtri(u)));
    },
    refused: positive,
  },
  gamma: {
    quantile: ({ mean, sd }) => {
      const [shape, scale] = [(mean / sd) ** 2, (sd * sd) / mean];
      return tabulated((distance, isUpper) => gammaQuantile(shape, distance, isUpper), 0, scale);
    },
    refused: positive,
  },
  beta: {
    quantile: ({ mean, sd, low = 0, high = 1 }) => {
      const width = high - low;
      const [a, b] = shapes((mean - low) / width, sd / width);
      return tabulated((distance, isUpper) => betaQuantile(a, b, distance, isUpper), low, width);
    },
    refused: ({ mean, sd, low = 0, high = 1 }) => {
      if (!(low < mean && mean < high)) return "living.mean_outside";
      if (!(sd > 0)) return "living.no_spread";
      return sd * sd < (mean - low) * (high - mean) * 0.95 ? "" : "living.spread_too_wide";
    },
  },
};

/** @param {Values} values */
function inOrder({ low, mode, high }) {
  return low <= mode && mode <= high && low < high ? "" : "living.low_above_high";
}

/** @param {Values} values */
function positive({ mean, sd }) {
  if (!(mean > 0)) return "living.mean_outside";
  return sd > 0 ? "" : "living.no_spread";
}

/** The families that sliders can give other parameters. */
export const EXACT = Object.keys(FAMILIES);

/**
 * The quantile function of a family, for rows of uniforms.
 * @param {string} family @param {Values} values
 * @returns {(u: Float64Array) => Float64Array}
 */
export function quantile(family, values) {
  return FAMILIES[family].quantile(values);
}

/**
 * Why a family has no member with these parameters: a key of words, or nothing.
 * @param {string} family @param {Values} values
 */
export function refused(family, values) {
  const known = Object.hasOwn(FAMILIES, family) && Object.values(values).every(Number.isFinite);
  return known ? FAMILIES[family].refused(values) : "living.no_number";
}
