import assert from "node:assert/strict";
import { test } from "node:test";

import { heights, outline, windowOf } from "../../../mcba/reporting/living/browser/page/bars.js";
import { pictureInWords, plotOf, publishedOf } from "../../../mcba/reporting/living/browser/page/plot.js";
import { VIEWS } from "./frozen.js";

const { pages, before, answers } = VIEWS.moms;

test("bars of any width are as large together", () => {
  const wide = { left: 0, width: 2, counts: [1, 3] };
  const narrow = { left: 0, width: 0.5, counts: [10, 20, 30, 40] };
  for (const { width, ...one } of [wide, narrow]) {
    const whole = heights({ width, ...one }).reduce((sum, height) => sum + height * width, 0);
    assert.ok(Math.abs(whole - 1) < 1e-12);
  }
});

test("the outline of a histogram stands on the ground", () => {
  const path = outline(
    { left: 1, width: 1, counts: [1, 3] },
    (value) => 10 * value,
    (height) => 100 - 100 * height,
  );
  assert.equal(path, "M10 100 V75 H20 V25 H30 V100 Z");
});

test("a long tail is cut, and a mark that is near is shown", () => {
  const estimate = (value) => ({ value, error: 0 });
  const summary = { mean: estimate(2), median: estimate(2), low: estimate(1), high: estimate(4) };
  const [left, right] = windowOf(
    { left: 0, width: 1, counts: [50, 500, 300, 100, 40, ...Array(95).fill(1)] },
    summary,
    [-1],
  );
  assert.ok(left <= -1 && left > -2);
  assert.ok(right > 6 && right < 7);
});

for (const name of ["bcr", "npv"]) {
  for (const wide of [300, 358, 900]) {
    test(`everything of ${name} stands within a picture ${wide} wide`, () => {
      const plot = plotOf(pages.nl, answers, before, name, wide);
      const places = [
        plot.median,
        plot.band.from,
        plot.band.to,
        plot.was.from,
        plot.was.to,
        ...plot.ticks.map(({ at }) => at),
      ];
      assert.ok(places.every((at) => at >= 0 && at <= plot.width));
      assert.ok(plot.band.from < plot.band.to);
      assert.ok(plot.ticks.length >= 2);
      for (let place = 1; place < plot.ticks.length; place += 1) {
        const room = plot.ticks[place].at - plot.ticks[place - 1].at;
        assert.ok(plot.ticks[place].text.length * 7 <= room, "numbers of an axis run into each other");
      }
    });
  }
}

test("nothing is beside itself when nothing changed", () => {
  const plot = plotOf(pages.en, before, before, "bcr", 600);
  assert.equal(plot.ghost, "");
  assert.equal(plot.was, null);
});

test("a published range stands once, as it was written", () => {
  assert.deepEqual(publishedOf(pages.nl, "bcr"), [{ low: 1.3, high: 2.5, text: "1,3 tot 2,5" }]);
  assert.deepEqual(publishedOf(pages.nl, "npv"), []);
});

test("the same number in every world is drawn too", () => {
  const constant = structuredClone(before);
  const estimate = { value: 2, error: 0 };
  constant.summaries.bcr = { mean: estimate, median: estimate, low: estimate, high: estimate };
  constant.histograms.bcr = { left: 2, width: 0, counts: [4_096] };
  const plot = plotOf(pages.en, constant, before, "bcr", 600);
  assert.doesNotMatch(plot.live, /NaN|Infinity/);
  assert.equal(plot.band.from, plot.band.to);
});

test("the picture in words has both ranges", () => {
  const words = pictureInWords(pages.en, answers, before, "bcr");
  assert.match(words, /^Benefit-cost ratio: 0\.71 to 1\.80 in 90\s% of the worlds/);
  assert.match(words, /1\.30 to 2\.50.*Published: 1\.3 to 2\.5/);
});
