import assert from "node:assert/strict";
import { test } from "node:test";

import { percentOf, placeOf, reach, ticks } from "../../../mcba/reporting/living/browser/page/axis.js";

test("ticks are round and lie within", () => {
  assert.deepEqual(ticks(0.42, 3.1, 6), { at: [0.5, 1, 1.5, 2, 2.5, 3], decimals: 1 });
  assert.deepEqual(ticks(-23_000, 61_000, 5), { at: [-20_000, 0, 20_000, 40_000, 60_000], decimals: 0 });
  assert.deepEqual(ticks(0, 1, 4), { at: [0, 0.25, 0.5, 0.75, 1], decimals: 2 });
});

test("zero has no sign", () => {
  assert.ok(ticks(-1, 1, 4).at.every((at) => !Object.is(at, -0)));
});

test("there are never more ticks than were asked, but for the first", () => {
  for (let most = 1; most < 9; most += 1) {
    for (const [low, high] of [
      [0, 1],
      [-3, 12.7],
      [1e5, 3.3e5],
      [0.0011, 0.0019],
    ]) {
      const { at } = ticks(low, high, most);
      assert.ok(at.length <= most + 1, `${low} to ${high}: ${at.length} for ${most}`);
      assert.ok(at.every((tick) => tick >= low - 1e-9 && tick <= high + 1e-9));
    }
  }
});

test("a place is a share of the way, and never outside", () => {
  assert.equal(placeOf(15, 10, 20), 0.5);
  assert.equal(placeOf(Infinity, 10, 20), 1);
  assert.equal(placeOf(-Infinity, 10, 20), 0);
  assert.equal(placeOf(3, 3, 3), 0.5);
  assert.equal(percentOf(1 / 3), "33.333%");
});

test("a reach leaves out what is not finite", () => {
  assert.deepEqual(reach([2, Infinity, 3, NaN]), [2, 3]);
  assert.deepEqual(reach([2, 3], true), [0, 3]);
  assert.deepEqual(reach([]), [0, 1]);
});
