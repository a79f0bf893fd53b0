import assert from "node:assert/strict";
import { test } from "node:test";

import { bearersOf } from "../../../mcba/reporting/living/browser/page/bearers.js";
import { rankingOf } from "../../../mcba/reporting/living/browser/page/ranking_chart.js";
import { VIEWS } from "./frozen.js";

const { pages, before, answers } = VIEWS.moms;

test("bearers stand in the order of the study, whatever a reader changes", () => {
  const labels = (all) => bearersOf(pages.en, all, before).bearers.map((bearer) => bearer.label);
  assert.deepEqual(labels(answers), labels(before));
  assert.equal(labels(before)[0], "Health insurer");
});

test("who gains lies to the right of nothing, who pays to the left", () => {
  const { zero, bearers } = bearersOf(pages.en, before, before);
  for (const { bar, words } of bearers) {
    assert.ok(bar.gains ? bar.from === zero : bar.to === zero);
    assert.equal(words.startsWith("gains"), bar.gains);
    assert.ok(bar.low <= bar.high && bar.low >= 0 && bar.high <= 1);
  }
});

test("a bearer says what it was only where that changed", () => {
  const said = bearersOf(pages.en, answers, before).bearers.map((bearer) => [bearer.label, bearer.was]);
  const was = Object.fromEntries(said);
  assert.equal(was["Health insurer"], "in the study: gains 40,900 (27,900 to 56,900)");
  assert.equal(was["Funds"], "");
});

test("the ranking says which places moved", () => {
  const { ranked, rest } = rankingOf(pages.en, answers, before);
  assert.equal(ranked[0].bar, 1);
  assert.equal(ranked[0].was, ranked[0].place);
  assert.ok(ranked.some((one) => one.was !== one.place));
  assert.ok(ranked.length <= 12 && rest >= 0);
});

test("the ranking says how far an assumption moves the mean", () => {
  const { ranked, middle } = rankingOf(pages.en, before, before);
  assert.match(ranked[0].swing, /^mean [−\d,]+ where it is low, [\d,]+ where it is high$/);
  assert.ok(Math.min(ranked[0].low, ranked[0].high) <= middle && middle <= Math.max(ranked[0].low, ranked[0].high));
});
