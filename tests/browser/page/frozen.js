/** What Python froze for the views: see `tests/browser/views.py`. */

import { readFileSync } from "node:fs";

/** @type {Record<string, any>} */
export const VIEWS = JSON.parse(readFileSync(new URL("../frozen/views.json", import.meta.url), "utf-8"));
