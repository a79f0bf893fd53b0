/** What a reader changed: never altered in place, so that every step can be undone. */

/** @typedef {import("../types.d.ts").Changes} Changes */
/** @typedef {import("../types.d.ts").Change} Change */

/** @typedef {{ kind: "option" | "scenario" | "assumption" | "choice" | "flow", name: string }} Item */

const MOST_STEPS = 200;

/** Nothing changed.
 * @param {string} [option] @param {string} [scenario] @returns {Changes} */
export function none(option = "", scenario = "") {
  return { option, scenario, assumptions: {}, choices: {}, without: [] };
}

/** @template T @param {Record<string, T>} entries @param {string} name @param {T | null} entry @returns {Record<string, T>} */
function put(entries, name, entry) {
  const rest = Object.entries(entries).filter(([other]) => other !== name);
  return Object.fromEntries(entry === null ? rest : [...rest, [name, entry]]);
}

/** @param {Changes} changes @param {string} name @param {Change | null} change @returns {Changes} */
export function withAssumption(changes, name, change) {
  return { ...changes, assumptions: put(changes.assumptions, name, change) };
}

/** @param {Changes} changes @param {string} name @param {number | null} value @returns {Changes} */
export function withChoice(changes, name, value) {
  return { ...changes, choices: put(changes.choices, name, value) };
}

/** @param {Changes} changes @param {string} name @param {boolean} counts @returns {Changes} */
export function withFlow(changes, name, counts) {
  const rest = changes.without.filter((other) => other !== name);
  return { ...changes, without: counts ? rest : [...rest, name] };
}

/** @param {Changes} changes @param {"option" | "scenario"} kind @param {string} name @returns {Changes} */
export function withVariant(changes, kind, name) {
  return { ...changes, [kind]: name };
}

/** Everything in which changes differ from where the page began.
 * @param {Changes} changes @param {Changes} start @returns {Item[]} */
export function itemsOf(changes, start) {
  /** @type {Item[]} */
  const items = [];
  for (const kind of /** @type {const} */ (["option", "scenario"])) {
    if (changes[kind] !== start[kind]) items.push({ kind, name: changes[kind] });
  }
  for (const name of Object.keys(changes.choices)) items.push({ kind: "choice", name });
  for (const name of Object.keys(changes.assumptions)) items.push({ kind: "assumption", name });
  for (const name of changes.without) items.push({ kind: "flow", name });
  return items;
}

/** The changes without one of them.
 * @param {Changes} changes @param {Item} item @param {Changes} start @returns {Changes} */
export function without(changes, item, start) {
  if (item.kind === "assumption") return withAssumption(changes, item.name, null);
  if (item.kind === "choice") return withChoice(changes, item.name, null);
  if (item.kind === "flow") return withFlow(changes, item.name, true);
  return withVariant(changes, item.kind, start[item.kind]);
}

/** What was changed one after another, with the way back. */
export class History {
  /** @param {Changes} start */
  constructor(start) {
    this.start = start;
    this.present = start;
    /** @type {Changes[]} */
    this.past = [];
    /** @type {Changes[]} */
    this.future = [];
    this.movement = "";
  }

  /** Take a step; the steps of one movement are one, which a name says that has no end yet.
   * @param {Changes} changes @param {string} [movement] */
  step(changes, movement = "") {
    if (!this.movement || (movement && movement !== this.movement)) {
      this.past = [...this.past, this.present].slice(-MOST_STEPS);
    }
    this.movement = movement;
    this.present = changes;
    this.future = [];
  }

  undo() {
    const before = this.past.pop();
    if (!before) return;
    this.future.push(this.present);
    this.present = before;
    this.movement = "";
  }

  redo() {
    const after = this.future.pop();
    if (!after) return;
    this.past.push(this.present);
    this.present = after;
    this.movement = "";
  }
}
