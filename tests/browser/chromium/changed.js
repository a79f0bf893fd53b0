/** Changes a page as a reader would, and prints what it then says and the file of overrides that it saves. */

import { browser, opened, rested } from "./opened.js";

const [, , file] = process.argv;
const inside = await browser();
const { tab } = await opened(inside, file);

/** @param {string} label @param {number} place @param {string} key */
async function press(label, place, key) {
  const row = tab.locator("#assumptions details.assumption", { hasText: label }).first();
  await row.locator("summary").first().click();
  const slider = row.locator("input[type=range]").nth(place);
  await slider.focus();
  for (let step = 0; step < 10; step += 1) await slider.press(key);
}

await tab.locator("#assumptions details.rest > summary").click();
await press("Clients reached", 0, "ArrowRight");
await press("Clients reached", 2, "ArrowLeft");
await press("Common error in the expert effects", 1, "ArrowRight");
await press("Working time per professional", 0, "ArrowLeft");
const frozen = tab.locator("#assumptions details.assumption", { hasText: "Care cost per referred client" }).first();
await frozen.locator("summary").first().click();
await frozen.locator("input[type=checkbox]").check();
await tab.locator("#switches input[type=range]").first().focus();
await tab.keyboard.press("ArrowRight");
await tab.locator("#switches details.flows > summary").click();
await tab.locator("#switches details.flows label", { hasText: "Training" }).locator("input").uncheck();
await rested(tab);
const said = await tab.locator("#answer-live").innerText();
const link = tab.locator("#changed .save");
const text = await link.evaluate(async (one) => (await fetch(/** @type {HTMLAnchorElement} */ (one).href)).text()).catch(() => "");
const [download] = text ? [null] : await Promise.all([tab.waitForEvent("download"), link.click()]);
const stream = download && (await download.createReadStream());
let saved = text;
if (stream) for await (const part of stream) saved += part;
process.stdout.write(JSON.stringify({ said, saved, changed: await tab.locator("#changed").innerText() }));
await inside.close();
