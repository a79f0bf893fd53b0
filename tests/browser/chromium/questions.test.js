import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";

import { browser, opened, PAGES, rested, said } from "./opened.js";

/** @type {import("playwright-core").Browser} */
let inside;
const [FILE] = PAGES.filter((file) => file.includes("schilderswijk-moeders.en"));
const LARGE = PAGES.filter((file) => file.includes("large"));

before(async () => {
  inside = await browser();
});
after(() => inside.close());

/** @param {import("playwright-core").Page} tab */
async function moveFirst(tab) {
  await tab.locator("#assumptions details.assumption summary").first().click();
  const slider = tab.locator("#assumptions input[type=range]").first();
  await slider.focus();
  await slider.press("End");
  await rested(tab);
}

test("a link brings the changes back, with what they became", async () => {
  const { tab } = await opened(inside, FILE);
  await moveFirst(tab);
  const changed = await said(tab);
  await tab.locator("#changed button", { hasText: "Copy link" }).click();
  const url = await tab.evaluate(() => window.location.href);
  const { tab: other } = await opened(inside, FILE);
  await other.goto("about:blank");
  await other.goto(url);
  await rested(other);
  assert.deepEqual((await said(other)).slice(1), changed.slice(1));
  assert.match(await other.locator("#changed").innerText(), /You changed 1 of 25 assumptions/);
  await tab.context().close();
  await other.context().close();
});

test("a hostile link changes nothing", async () => {
  for (const text of ["{", '{"option":"","scenario":"","assumptions":{"__proto__":{"kind":"frozen","value":1}},"choices":{},"without":[]}', '{"option":"<b>"}', "9".repeat(30000)]) {
    const { tab, complaints } = await opened(inside, FILE);
    await tab.goto("about:blank");
    await tab.goto(`${pathToFileURL(FILE).href}#what-if=${encodeURIComponent(text)}`);
    await rested(tab);
    assert.equal(await tab.locator("#changed").isHidden(), true);
    assert.deepEqual(complaints, []);
    await tab.context().close();
  }
});

test("undo and redo by the keyboard", async () => {
  const { tab } = await opened(inside, FILE);
  const stated = await said(tab);
  await moveFirst(tab);
  const moved = await said(tab);
  await tab.keyboard.press("Control+z");
  await rested(tab);
  assert.deepEqual((await said(tab)).slice(1), stated.slice(1));
  await tab.keyboard.press("Control+Shift+z");
  await rested(tab);
  assert.deepEqual((await said(tab)).slice(1), moved.slice(1));
  await tab.context().close();
});

test("on paper there is nothing to move", async () => {
  const { tab } = await opened(inside, FILE);
  await tab.emulateMedia({ media: "print" });
  assert.equal(await tab.locator("#assumptions").isVisible(), false);
  assert.equal(await tab.locator("#accounts table").isVisible(), true);
  assert.ok((await tab.pdf()).length > 10_000);
  await tab.context().close();
});

for (const file of LARGE)
  test("a page of 200 assumptions stays usable", async () => {
    const { tab, complaints } = await opened(inside, file);
    assert.equal(await tab.locator("#assumptions details.assumption").count(), 200);
    await tab.locator("#search-assumptions").fill("number 77");
    assert.equal(await tab.locator("#assumptions details.assumption:visible").count(), 1);
    await tab.locator("#assumptions details.assumption:visible summary").click();
    const slider = tab.locator("#assumptions details.assumption:visible input[type=range]").first();
    await slider.focus();
    await slider.press("End");
    await rested(tab);
    assert.match(await tab.locator("#changed").innerText(), /You changed 1 of 200 assumptions/);
    assert.deepEqual(complaints, []);
    await tab.context().close();
  });
