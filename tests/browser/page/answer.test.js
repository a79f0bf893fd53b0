import assert from "node:assert/strict";
import { test } from "node:test";

import { sentences, tiles } from "../../../mcba/reporting/living/browser/page/answer.js";
import { VIEWS } from "./frozen.js";

const { pages, before, answers } = VIEWS.moms;

test("the answer says range, balance and chance", () => {
  const [ratio, balance, chance] = tiles(pages.en, before, before);
  assert.deepEqual(ratio, { label: "Each euro returns", value: "1.30 to 2.50", beside: "on average 1.83", was: "" });
  assert.equal(balance.value, "25,000 to 114,000");
  assert.match(chance.value, /^99\.8\s%$/);
});

test("what changed stands beside what it was", () => {
  const [ratio] = tiles(pages.nl, answers, before);
  assert.equal(ratio.value, "0,71 tot 1,80");
  assert.equal(ratio.was, "1,30 tot 2,50");
  assert.equal(sentences(pages.nl, answers, before)[0], "Elke euro levert op: 1,30 tot 2,50 werd 0,71 tot 1,80.");
});

test("nothing changed is said too", () => {
  assert.deepEqual(sentences(pages.en, before, before), ["This is the answer of the study as it stands."]);
});

test("a change that no digit shows is said", () => {
  const hardly = structuredClone(before);
  hardly.summaries.npv.mean.value += 1e-6;
  assert.match(sentences(pages.en, hardly, before).join(" "), /less than its digits show/);
});

test("fewer worlds alone change nothing", () => {
  const fewer = structuredClone(before);
  fewer.worlds /= 2;
  for (const summary of Object.values(fewer.summaries)) summary.low.value += summary.low.error;
  assert.ok(tiles(pages.en, fewer, before).every((tile) => tile.was === ""));
});

test("a study without money says its own outcome", () => {
  const view = VIEWS.visits;
  const told = tiles(view.pages.en, view.answers, view.before);
  assert.deepEqual(told, [
    { label: "Visits a year (visit)", value: "246 to 354", beside: "on average 300", was: "134 to 358" },
  ]);
});

test("worlds that failed are counted", () => {
  const failed = { ...before, failed: 12 };
  assert.match(sentences(pages.en, failed, before).join(" "), /left out: 12\./);
});
