/** Words of the page in its language. */

/** @typedef {import("../types.d.ts").Page} Page */

/**
 * What a key says, with its fields filled in.
 * @param {Page} page @param {string} key @param {Record<string, string>} [fields]
 * @returns {string}
 */
export function say(page, key, fields = {}) {
  const words = Object.hasOwn(page.words, key) ? page.words[key] : key;
  return words.replace(/\{(\w+)(?::\w+)?\}/g, (_, name) => fields[name] ?? "");
}
