/** Quantile tables: a cubic in each bin of u, found from sixteen quantiles in each octave as Python finds it. */

import { float64 } from "../encoding.js";

/** @typedef {import("../types.d.ts").QuantileTable} PackedTable */

/**
 * A table to look quantiles up in. Octave 0 lies next to u = 1/2; bins rise with the distance to the nearer end.
 * @typedef {object} Table
 * @property {number} bins
 * @property {[Float64Array, Float64Array]} cubics of the lower and of the upper half, (octave, bin, power)
 * @property {boolean} inBins whether a cubic is in the place inside its bin, -1 to 1, or in the signed distance
 */

const FEW = 16;
/** From the values at -1, -1/2, 1/2 and 1 to the coefficients of the cubic through them. */
const FROM_NODES = [
  [-1 / 6, 2 / 3, 2 / 3, -1 / 6],
  [1 / 6, -4 / 3, 4 / 3, -1 / 6],
  [2 / 3, -2 / 3, -2 / 3, 2 / 3],
  [-2 / 3, 4 / 3, -4 / 3, 2 / 3],
];
const PLACES = [-1, -0.5, 0.5];

/** Chebyshev nodes of the first kind. */
export function scores() {
  return Array.from({ length: FEW }, (_, node) => Math.cos((Math.PI * (node + 0.5)) / FEW));
}

/** The distances from the nearer end at which sixteen quantiles say those of an octave.
 * @param {number} octave */
export function distances(octave) {
  return scores().map((score) => 2 ** -(octave + 2) * 2 ** ((score + 1) / 2));
}

/** The weights of the few quantiles of an octave in those at the nodes of its bins: Berrut & Trefethen (2004),
 * doi:10.1137/S0036144502417715, equation (4.2) with the weights (5.3).
 * @param {number} bins @returns {number[][]} */
function weights(bins) {
  const nodes = scores();
  const points = [];
  for (let bin = 0; bin < bins; bin += 1) for (const place of PLACES) points.push(1 + (bin + (1 + place) / 2) / bins);
  points.push(2);
  return points.map((point) => {
    const x = 2 * Math.log2(point) - 1;
    const terms = nodes.map((node, k) => ((k % 2 ? -1 : 1) * Math.sin((Math.PI * (k + 0.5)) / FEW)) / (x - node));
    const exact = nodes.indexOf(x);
    if (exact >= 0) return nodes.map((_, k) => (k === exact ? 1 : 0));
    const total = terms.reduce((sum, term) => sum + term, 0);
    return terms.map((term) => term / total);
  });
}

/** @type {Map<number, number[][]>} */
const known = new Map();

/**
 * The table that follows from sixteen quantiles in each octave of each half.
 * @param {Float64Array} lower @param {Float64Array} upper (octave, 16) @param {number} digits
 * @returns {Table}
 */
export function tableOfNodes(lower, upper, digits) {
  const bins = 2 ** digits;
  const shares = known.get(bins) ?? weights(bins);
  known.set(bins, shares);
  return { bins, cubics: [cubicsOf(lower, shares, bins), cubicsOf(upper, shares, bins)], inBins: true };
}

/** @param {Float64Array} few @param {number[][]} shares @param {number} bins */
function cubicsOf(few, shares, bins) {
  const octaves = few.length / FEW;
  const cubics = new Float64Array(octaves * bins * 4);
  for (let octave = 0; octave < octaves; octave += 1) {
    const own = few.subarray(octave * FEW, (octave + 1) * FEW);
    const nodes = shares.map((weight) => weight.reduce((sum, share, k) => sum + share * own[k], 0));
    for (let bin = 0; bin < bins; bin += 1) {
      for (let power = 0; power < 4; power += 1) {
        let sum = 0;
        for (let node = 0; node < 4; node += 1) sum += FROM_NODES[power][node] * nodes[3 * bin + node];
        cubics[(octave * bins + bin) * 4 + power] = sum;
      }
    }
  }
  return cubics;
}

/** @param {PackedTable} packed @returns {Table} */
export function unpacked(packed) {
  const lower = float64(packed.lower);
  const upper = float64(packed.upper);
  if (packed.kind === "nodes") return tableOfNodes(lower, upper, packed.digits);
  return { bins: 2 ** packed.digits, cubics: [lower, upper], inBins: false };
}

const bits = new DataView(new ArrayBuffer(8));

/**
 * The quantiles of a standard member.
 * @param {Table} table @param {Float64Array} u @param {Float64Array} out
 */
export function lookUp(table, u, out) {
  const { bins, cubics, inBins } = table;
  const octaves = cubics[0].length / (4 * bins);
  for (let world = 0; world < u.length; world += 1) {
    const isUpper = u[world] > 0.5;
    const distance = isUpper ? 1 - u[world] : u[world];
    bits.setFloat64(0, distance);
    const octave = Math.min(Math.max(1021 - (bits.getUint32(0) >>> 20), 0), octaves - 1);
    const place = (distance * 2 ** (octave + 2) - 1) * bins;
    const bin = Math.min(Math.max(Math.floor(place), 0), bins - 1);
    const first = (octave * bins + bin) * 4;
    const half = isUpper ? cubics[1] : cubics[0];
    const x = inBins ? 2 * (place - bin) - 1 : isUpper ? -distance : distance;
    out[world] = half[first] + x * (half[first + 1] + x * (half[first + 2] + x * half[first + 3]));
  }
}
