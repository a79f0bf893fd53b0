/** The worker: has the model, and answers one question after another. */

import { Model } from "./model.js";

/** @typedef {import("../types.d.ts").Request} Request */
/** @typedef {import("../types.d.ts").Score} Score */

/** Waits for the score, and then answers requests; each answer says how long it took. */
export function serve() {
  /** @type {Model | null} */
  let model = null;
  self.onmessage = (/** @type {MessageEvent<{ score: Score } | Request>} */ { data }) => {
    const begun = performance.now();
    try {
      if ("score" in data) {
        model = new Model(data.score);
        self.postMessage({ ready: true, milliseconds: performance.now() - begun });
      } else if (model) {
        const answers = model.answer(data.changes, data.worlds);
        self.postMessage({ id: data.id, answers, milliseconds: performance.now() - begun });
      }
    } catch (error) {
      self.postMessage({ id: "id" in data ? data.id : -1, error: String(error) });
    }
  };
}
