/** Pages opened in Chromium; what they ask of the network and complain about is kept. */

import { readdirSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

import { chromium } from "playwright-core";

/** @typedef {import("playwright-core").Browser} Browser */
/** @typedef {import("playwright-core").Page} Tab */

const FOLDER = process.env.PAGES ?? ".";
const PATIENCE = 60_000;

/** The files of pages that were written for these tests. */
export const PAGES = readdirSync(FOLDER)
  .filter((name) => name.endsWith(".html"))
  .map((name) => join(FOLDER, name));

/** @returns {Promise<Browser>} */
export function browser() {
  return chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox"] });
}

/**
 * A page that has answered.
 * @param {Browser} inside @param {string} file @param {import("playwright-core").BrowserContextOptions} [options]
 */
export async function opened(inside, file, options = {}) {
  const tab = await (await inside.newContext({ viewport: { width: 1280, height: 900 }, ...options })).newPage();
  /** @type {string[]} */
  const complaints = [];
  /** @type {string[]} */
  const requests = [];
  tab.on("console", (message) => {
    if (message.type() === "error") complaints.push(message.text());
  });
  tab.on("pageerror", (error) => complaints.push(String(error)));
  tab.on("request", (request) => {
    if (!/^(file|blob|data):/.test(request.url())) requests.push(request.url());
  });
  await tab.goto(pathToFileURL(file).href);
  await rested(tab);
  return { tab, complaints, requests };
}

/** Waits until the worker has answered with all worlds. @param {Tab} tab */
export async function rested(tab) {
  await tab.waitForFunction(
    () => {
      const { state, worlds } = document.documentElement.dataset;
      const data = document.getElementById("page")?.textContent ?? "{}";
      return state === "resting" && Number(worlds) === JSON.parse(data).score.worlds;
    },
    undefined,
    { timeout: PATIENCE },
  );
}

/** What the page says now. @param {Tab} tab */
export async function said(tab) {
  const texts = ["#answer-live", "#accounts", "#bearers", "#ranking"].map((place) => tab.locator(place).allInnerTexts());
  return (await Promise.all(texts)).map((text) => text.join("\n"));
}
