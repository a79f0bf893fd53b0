/** Exact values: computed with forty digits, and rounded. */

import assert from "node:assert/strict";
import test from "node:test";

import { ndtr, ndtri } from "../../../mcba/reporting/living/browser/drawing/normal.js";

const PROBABILITIES = [
  [-8.5, 9.479534822203318e-18],
  [-5.0, 2.866515718791939e-07],
  [-2.1, 0.017864420562816553],
  [-2.07915067566066, 0.018801751784073287],
  [-1.42, 0.0778038405265464],
  [-1.4, 0.08075665923377107],
  [-0.5, 0.3085375387259869],
  [-1e-09, 0.49999999960105773],
  [0.25, 0.5987063256829237],
  [1.5, 0.9331927987311419],
  [3.0, 0.9986501019683699],
];
const QUANTILES = [
  [5.551115123125783e-17, -8.292361075813595],
  [1e-12, -7.034483825301132],
  [0.001, -3.0902323061678136],
  [0.0749, -1.4402382675279637],
  [0.0751, -1.43882539275254],
  [0.3, -0.5244005127080408],
  [0.6, 0.2533471031357997],
  [0.93, 1.475791028179171],
  [0.9999990463256836, 4.7630010342678135],
];

/** @param {(x: number) => number} f @param {number[][]} pairs @param {(x: number) => number} allowed */
function requireNear(f, pairs, allowed) {
  for (const [x, exact] of pairs) assert.ok(Math.abs(f(x) / exact - 1) <= allowed(x), `${x}: ${f(x)}, not ${exact}`);
}

test("probabilities are exact but for what the rounding of x * x costs far out", () => {
  requireNear(ndtr, PROBABILITIES, (x) => 2e-15 + x * x * 2 ** -52);
});

test("quantiles are exact to the last digits", () => requireNear(ndtri, QUANTILES, () => 1e-15));

test("ends of the line have no more than certainty", () => {
  assert.deepEqual([ndtr(-Infinity), ndtr(0), ndtr(Infinity), ndtri(0.5)], [0, 0.5, 1, 0]);
  assert.ok(Number.isNaN(ndtr(NaN)));
});
