/** Uniforms: those of Python's samplers, to the bit. */

import { uint32 } from "../encoding.js";
import { latinHypercube } from "./latin_hypercube.js";
import { stream } from "./streams.js";

/** @typedef {import("../types.d.ts").Points} Points */
/** @typedef {import("../types.d.ts").SobolPoints} SobolPoints */

const RANDOMISATIONS = 16;
const CELL = 2 ** -32;

/**
 * Independent uniforms, strictly between 0 and 1: a row of worlds for each address.
 * @param {Points} points
 * @param {number} worlds
 * @returns {Float64Array[]}
 */
export function uniforms(points, worlds) {
  if (points.kind === "sobol") return sobol(points, worlds);
  if (points.kind === "random") return points.streams.map((one) => stream(one, worlds));
  return latinHypercube(points, worlds);
}

/** Point i of a randomisation is its shift and the direction numbers at the set bits of i, by exclusive or.
 * @param {SobolPoints} points @param {number} worlds */
function sobol(points, worlds) {
  const shifts = uint32(points.shift);
  const directions = uint32(points.directions);
  const rows = [];
  for (let address = 0; address < points.addresses; address += 1) {
    const row = new Float64Array(worlds);
    for (let rank = 0; rank < RANDOMISATIONS; rank += 1) {
      const first = address * RANDOMISATIONS + rank;
      let word = shifts[first];
      for (let index = 0, world = rank; world < worlds; index += 1, world += RANDOMISATIONS) {
        if (index) word ^= turns(directions, first * points.bits, index);
        row[world] = ((word >>> 0) + 0.5) * CELL;
      }
    }
    rows.push(row);
  }
  return rows;
}

/** What takes point `index - 1` to point `index`: direction numbers of the bits that change.
 * @param {Uint32Array} directions @param {number} first @param {number} index */
function turns(directions, first, index) {
  let turned = 0;
  const lowest = 31 - Math.clz32(index & -index);
  for (let bit = 0; bit <= lowest; bit += 1) turned ^= directions[first + bit];
  return turned;
}
