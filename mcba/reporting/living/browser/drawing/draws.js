/** Uniforms become the numbers of assumptions, as they stand in the study and as a reader changes them. */

import { float64 } from "../encoding.js";
import { quantile } from "./families.js";
import { lookUp } from "./tables.js";

/** @typedef {import("../types.d.ts").Draw} Draw */
/** @typedef {import("../types.d.ts").Quantiles} Quantiles */
/** @typedef {import("../types.d.ts").Change} Change */
/** @typedef {import("./tables.js").Table} Table */

/**
 * The numbers of an assumption: a row of worlds for each, or one number where it is certain.
 * @param {Draw} draw
 * @param {Float64Array[]} rows uniforms, (address, world)
 * @param {Table[]} tables
 * @param {number} worlds
 * @returns {Float64Array[]}
 */
export function drawn(draw, rows, tables, worlds) {
  const { quantiles } = draw;
  if (quantiles.kind === "certain") return Array.from(float64(quantiles.values), (value) => Float64Array.of(value));
  if (quantiles.kind === "given") {
    const values = float64(quantiles.values);
    return Array.from({ length: values.length / worlds }, (_, number) =>
      values.subarray(number * worlds, (number + 1) * worlds),
    );
  }
  const numbers = draw.places.map((place, number) => quantilesAt(quantiles, number, rows[place], tables));
  for (const [number, world, value] of draw.exceptions) if (world < worlds) numbers[number][world] = value;
  return numbers;
}

/** @param {Quantiles} quantiles @param {number} number @param {Float64Array} u @param {Table[]} tables @returns {Float64Array} */
function quantilesAt(quantiles, number, u, tables) {
  const out = new Float64Array(u.length);
  switch (quantiles.kind) {
    case "table":
      lookUp(tables[quantiles.table], u, out);
      scale(out, quantiles.location, quantiles.scale, bound(quantiles.low), bound(quantiles.high));
      return out;
    case "scaled": {
      lookUp(tables[quantiles.table], u, out);
      const [location, factor, low, high] = [quantiles.location, quantiles.scale, quantiles.low, quantiles.high].map(
        (packed) => float64(packed)[number],
      );
      scale(out, location, factor, low, high);
      return quantiles.exponential ? out.map(Math.exp) : out;
    }
    case "each":
      return quantilesAt(quantiles.of[number], 0, u, tables);
    case "steps":
      return played(quantiles, u);
    case "listed":
      listed(float64(quantiles.values), float64(quantiles.cumulative), u, out);
      return out;
    default:
      throw new Error(`numbers that are ${quantiles.kind} follow from no uniform`);
  }
}

/** @param {number | string} value @returns {number} */
function bound(value) {
  if (typeof value === "number") return value;
  return value === "inf" ? Infinity : -Infinity;
}

/** @param {Float64Array} out @param {number} location @param {number} factor @param {number} low @param {number} high */
function scale(out, location, factor, low, high) {
  for (let world = 0; world < out.length; world += 1) {
    const x = location + factor * out[world];
    out[world] = x < low ? low : x > high ? high : x;
  }
}

/** The first value whose cumulative probability reaches the uniform.
 * @param {Float64Array} values @param {Float64Array} cumulative @param {Float64Array} u @param {Float64Array} out */
function listed(values, cumulative, u, out) {
  for (let world = 0; world < u.length; world += 1) {
    let low = 0;
    let high = values.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (cumulative[middle] < u[world]) low = middle + 1;
      else high = middle;
    }
    out[world] = values[low];
  }
}

/** @type {Record<string, (...operands: number[]) => number>} */
const OPERATIONS = {
  add: (a, b) => a + b,
  subtract: (a, b) => a - b,
  multiply: (a, b) => a * b,
  negative: (a) => -a,
  minimum: (a, b) => Math.min(a, b),
  square_root: (a) => Math.sqrt(a),
  exp: (a) => Math.exp(a),
  log1p: (a) => Math.log1p(a),
  greater: (a, b) => (a > b ? 1 : 0),
  greater_equal: (a, b) => (a >= b ? 1 : 0),
  where: (holds, value, otherwise) => (holds ? value : otherwise),
  constant: (value) => value,
};

/** A closed form, step after step.
 * @param {Extract<Quantiles, { kind: "steps" }>} form @param {Float64Array} u */
function played(form, u) {
  /** @type {Float64Array[]} */
  const results = [];
  for (const { operation, operands } of form.steps) {
    const compute = OPERATIONS[operation];
    const [a, b, c] = operands.map((operand) =>
      operand === "u" ? u : "step" in operand ? results[operand.step] : bound(operand.number),
    );
    const out = new Float64Array(u.length);
    for (let world = 0; world < u.length; world += 1) {
      out[world] = compute(at(a, world), at(b, world), at(c, world));
    }
    results.push(out);
  }
  return results[form.result];
}

/** @param {Float64Array | number | undefined} operand @param {number} world @returns {number} */
function at(operand, world) {
  return typeof operand === "object" ? operand[world] : (operand ?? NaN);
}

/**
 * The numbers of an assumption that a reader changed.
 * @param {Float64Array[]} numbers as the study has them
 * @param {Float64Array[]} uniforms from which they were drawn, one row for each
 * @param {Change} change
 * @returns {Float64Array[]}
 */
export function changed(numbers, uniforms, change) {
  if (change.kind === "frozen") return numbers.map(() => Float64Array.of(change.value));
  if (change.kind === "moved") {
    return numbers.map((row) => row.map((value) => value * change.times + change.shift));
  }
  const quantiles = quantile(change.family, change.values);
  return uniforms.map((row) => quantiles(row));
}
