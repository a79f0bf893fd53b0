import assert from "node:assert/strict";
import { test } from "node:test";

import { accountRows } from "../../../mcba/reporting/living/browser/page/account_rows.js";
import { VIEWS } from "./frozen.js";

for (const [study, view] of Object.entries(VIEWS)) {
  for (const language of ["en", "nl"]) {
    test(`the table of ${study} says in ${language} what Python's says`, () => {
      const texts = (answers) => accountRows(view.pages[language], answers).map((row) => [row.label, ...row.cells]);
      assert.deepEqual(texts(view.before), view.rows[language]);
      assert.deepEqual(texts(view.answers), view.rows_changed[language]);
    });
  }
}

test("a study without flows has no table", () => {
  assert.deepEqual(accountRows(VIEWS.visits.pages.en, VIEWS.visits.before), []);
});

test("an end that lies nowhere is told in words", () => {
  const { pages, before } = VIEWS.moms;
  const answers = structuredClone(before);
  answers.summaries.bcr.high = { value: Infinity, error: Infinity };
  const ratio = accountRows(pages.en, answers).find((row) => row.of === "bcr");
  assert.equal(ratio.cells[2], "no end");
});
