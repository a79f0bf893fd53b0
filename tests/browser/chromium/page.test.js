import assert from "node:assert/strict";
import { basename } from "node:path";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";

import { browser, opened, PAGES, rested, said } from "./opened.js";

/** @type {import("playwright-core").Browser} */
let inside;
const axe = createRequire(import.meta.url)("axe-core");
const WIDTHS = [390, 1280];

before(async () => {
  inside = await browser();
});
after(() => inside.close());

for (const file of PAGES) {
  const name = basename(file);

  test(`${name} asks nothing, complains of nothing, and follows its sliders`, async () => {
    const { tab, complaints, requests } = await opened(inside, file);
    const stated = await said(tab);
    await tab.locator("#assumptions details.assumption summary").first().click();
    const slider = tab.locator("#assumptions input[type=range]").first();
    await slider.focus();
    await slider.press("End");
    await rested(tab);
    const moved = await said(tab);
    assert.notEqual(moved[0], stated[0]);
    assert.notEqual(moved[3], stated[3]);
    await tab.locator("#changed button").first().click();
    await rested(tab);
    assert.deepEqual(await said(tab), stated);
    assert.deepEqual(requests, []);
    assert.deepEqual(complaints, []);
    await tab.context().close();
  });

  for (const colorScheme of /** @type {const} */ (["light", "dark"]))
    test(`${name} passes the rules of axe, ${colorScheme}`, async () => {
      const { tab } = await opened(inside, file, { colorScheme });
      await tab.evaluate(() => document.querySelectorAll("details").forEach((one) => one.setAttribute("open", "")));
      await tab.evaluate(axe.source);
      const found = await tab.evaluate(() => /** @type {any} */ (window).axe.run());
      const wrong = found.violations.map((/** @type {any} */ one) => [one.id, one.nodes[0].html.slice(0, 200), one.nodes.length]);
      assert.deepEqual(wrong, []);
      await tab.context().close();
    });

  for (const width of WIDTHS)
    test(`${name} fits ${width} pixels`, async () => {
      const { tab } = await opened(inside, file, { viewport: { width, height: 800 } });
      const wide = await tab.evaluate(() => document.documentElement.scrollWidth);
      assert.ok(wide <= width, `${wide} pixels wide`);
      await tab.context().close();
    });
}
