/** Changes as a file that Python runs: `mcba run STUDY --overrides FILE`. */

/** @typedef {import("../types.d.ts").Changes} Changes */
/** @typedef {import("../types.d.ts").Page} Page */

const HARDLY = 1e-9; // of its spread is left to what is frozen and tied to others

/** @param {string} text a name or words, as a TOML string */
function quoted(text) {
  const whole = text.replace(/[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g, "\uFFFD");
  return JSON.stringify(whole).replace(/\u007f/g, "\\u007f");
}

/** @param {string} name a key, bare where TOML lets it be */
function key(name) {
  return /^[A-Za-z0-9_-]+$/.test(name) ? name : quoted(name);
}

/** A number with all its digits, as TOML writes a float.
 * @param {number} value */
function float(value) {
  const text = Object.is(value, -0) ? "-0" : String(value);
  return /[.e]/.test(text) ? text.replace("e+", "e") : `${text}.0`;
}

/** @param {string} name @param {number} times @param {number} shift */
function move(name, times, shift) {
  return [`[move.${key(name)}]`, `times = ${float(times)}`, `shift = ${float(shift)}`, ""];
}

/** Whether an assumption is tied to others: without any spread these would be drawn otherwise than on the page.
 * @param {Page} page @param {string} name */
function movesWithOthers({ score }, name) {
  const own = score.draws[name]?.places ?? [];
  return score.ties.some((tie) => tie.kind !== "persistence" && tie.places.some((place) => own.includes(place)));
}

/**
 * The text of the file.
 * @param {Page} page @param {Changes} changes @returns {string}
 */
export function overridesText(page, changes) {
  const { score } = page;
  const set = Object.entries(changes.choices).map(([name, value]) => `${key(name)} = ${float(value)}`);
  const moved = [];
  for (const [name, change] of Object.entries(changes.assumptions)) {
    if (change.kind === "frozen" && movesWithOthers(page, name)) {
      const { base } = page.assumptions.find((control) => control.name === name) ?? { base: 0 };
      moved.push(...move(name, HARDLY, change.value - HARDLY * base));
    } else if (change.kind === "frozen") set.push(`${key(name)} = ${float(change.value)}`);
    else if (change.kind === "parameters") {
      const values = Object.entries(change.values).map(([parameter, value]) => `${key(parameter)} = ${float(value)}`);
      set.push(`${key(name)} = { distribution = ${quoted(change.family)}, ${values.join(", ")} }`);
    } else moved.push(...move(name, change.times, change.shift));
  }
  return [
    "# What a reader changed on a page of mcba; run it with --overrides.",
    "[page]",
    `study = ${quoted(page.title)}`,
    `digest = ${quoted(page.digest)}`,
    `option = ${quoted(changes.option)}`,
    `scenario = ${quoted(changes.scenario)}`,
    `worlds = ${score.worlds}`,
    `seed = ${score.seed}`,
    "",
    ...(set.length ? ["[set]", ...set, ""] : []),
    ...moved,
    ...(changes.without.length ? ["[without]", `flows = [${changes.without.map(quoted).join(", ")}]`, ""] : []),
  ].join("\n");
}
