/** Starts the page: reads its data, starts the worker, and shows what it answers to what a reader changes. */

import { assumptionList } from "./controls/assumptions.js";
import { showChanged } from "./controls/changed.js";
import { switches } from "./controls/switches.js";
import { showAccounts } from "./page/accounts.js";
import { sentences, showAnswer } from "./page/answer.js";
import { showBearers } from "./page/bearers.js";
import { showPicture } from "./page/picture.js";
import { showRankingChart } from "./page/ranking_chart.js";
import { History, itemsOf, none, withAssumption, without } from "./state/changes.js";
import { fromFragment } from "./state/fragment.js";
import { say } from "./text/words.js";

/** @typedef {import("./types.d.ts").Page} Page */
/** @typedef {import("./types.d.ts").Answers} Answers */
/** @typedef {import("./types.d.ts").Changes} Changes */

const PREVIEW = 16384;
const LEAST_PREVIEW = 1024;
const QUICK = 100; // milliseconds
const PATIENCE = 300;

/** @param {string} id @returns {HTMLElement | null} */
function placeOf(id) {
  return document.getElementById(id);
}

/** Starts everything; without a model there is nothing to start. */
export function start() {
  const data = placeOf("page")?.textContent;
  const program = placeOf("program")?.textContent;
  if (!data || !program) return;
  const page = /** @type {Page} */ (JSON.parse(data));
  if (page.score) new Living(page, program).begin();
}

/** The page as it lives. */
class Living {
  /** @param {Page} page @param {string} program */
  constructor(page, program) {
    this.page = page;
    this.history = new History(none(page.option, page.scenario));
    this.worker = new Worker(URL.createObjectURL(new Blob([program], { type: "text/javascript" })));
    /** @type {Map<number, Answers>} unchanged answers by their number of worlds */
    this.before = new Map();
    /** @type {Answers | null} */
    this.answers = null;
    this.isBusy = false;
    /** @type {{ changes: Changes, worlds: number } | null} */
    this.next = null;
    this.id = 0;
    /** How many worlds answer while something moves: as many as take a tenth of a second. */
    this.preview = PREVIEW;
    /** @type {{ changes: Changes, worlds: number } | null} */
    this.asked = null;
  }

  begin() {
    const { page, worker } = this;
    const current = () => this.history.present;
    this.switches = switches(required("switches"), page, current, (changes, movement) => this.change(changes, movement));
    this.assumptions = assumptionList(required("assumptions"), page, (name, change, isMoving) =>
      this.change(withAssumption(current(), name, change), isMoving ? name : ""),
    );
    worker.onmessage = ({ data }) => this.hear(data);
    worker.onerror = (event) => this.fail(event.message);
    worker.postMessage({ score: page.score });
    this.isBusy = true;
    const begun = fromFragment(window.location.hash, page);
    if (begun) this.history.step(begun);
    window.addEventListener("hashchange", () => {
      const said = fromFragment(window.location.hash, page);
      if (said) this.change(said);
    });
    document.addEventListener("keydown", (event) => this.key(event));
    this.showControls();
    if (begun) this.ask(this.history.start, page.score.worlds);
    this.ask(this.history.present, page.score.worlds);
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    const isField = event.target instanceof HTMLInputElement && event.target.type !== "range" && event.target.type !== "checkbox";
    if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "z" || isField) return;
    event.preventDefault();
    if (event.shiftKey) this.ways().redo();
    else this.ways().undo();
  }

  /** @param {Changes} changes @param {string} [movement] what is being moved and has not come to rest */
  change(changes, movement = "") {
    this.history.step(changes, movement);
    this.showControls();
    this.ask(changes, movement ? Math.min(this.preview, this.page.score.worlds) : this.page.score.worlds);
  }

  ways() {
    const again = () => {
      this.showControls();
      this.ask(this.history.present, this.page.score.worlds);
    };
    return {
      undo: () => { this.history.undo(); again(); },
      redo: () => { this.history.redo(); again(); },
      reset: () => this.change(this.history.start),
      /** @param {import("./state/changes.js").Item} item */
      take: (item) => this.change(without(this.history.present, item, this.history.start)),
    };
  }

  /** Ask the worker, or wait for it: only the newest question waits. What the answer is held against is asked first.
   * @param {Changes} changes @param {number} worlds */
  ask(changes, worlds) {
    this.next = { changes, worlds };
    this.send();
  }

  send() {
    if (this.isBusy || !this.next) return;
    const { worlds } = this.next;
    const isKnown = this.before.has(worlds) || !itemsOf(this.next.changes, this.history.start).length;
    this.asked = isKnown ? this.next : { changes: this.history.start, worlds };
    if (isKnown) this.next = null;
    this.isBusy = true;
    this.id += 1;
    this.patience = window.setTimeout(() => document.body.classList.add("is-computing"), PATIENCE);
    this.worker.postMessage({ id: this.id, ...this.asked });
  }

  /** @param {{ ready?: boolean, answers?: Answers, error?: string, milliseconds?: number }} data */
  hear(data) {
    this.isBusy = false;
    window.clearTimeout(this.patience);
    document.body.classList.remove("is-computing");
    if (data.error) {
      if (this.asked?.changes === this.history.start) this.next = null; // what has no answer is not asked for again
      this.fail(data.error);
    }
    if (data.answers && this.asked) {
      const isUnchanged = !itemsOf(this.asked.changes, this.history.start).length;
      if (isUnchanged) this.before.set(this.asked.worlds, data.answers);
      if (this.asked.changes === this.history.present) this.show(data.answers, this.asked.worlds);
      const each = (data.milliseconds ?? 0) / this.asked.worlds;
      while (this.preview > LEAST_PREVIEW && this.preview * each > QUICK) this.preview /= 2;
      document.documentElement.dataset.milliseconds = String(Math.round(data.milliseconds ?? 0));
    }
    this.send();
  }

  /** @param {Answers} answers @param {number} worlds */
  show(answers, worlds) {
    const before = this.before.get(worlds) ?? answers;
    this.answers = answers;
    const { page } = this;
    for (const [id, show] of /** @type {const} */ ([
      ["answer-live", showAnswer],
      ["picture", showPicture],
      ["accounts", showAccounts],
      ["bearers", showBearers],
      ["ranking", showRankingChart],
    ])) {
      const place = placeOf(id);
      if (place) show(place, page, answers, before);
    }
    this.showControls();
    document.documentElement.dataset.worlds = String(worlds);
    document.documentElement.dataset.state = this.next ? "asking" : "resting";
  }

  showControls() {
    const { page, history } = this;
    document.documentElement.dataset.state = "asking";
    this.switches?.show(history.present);
    this.assumptions?.show(history.present, this.answers);
    const before = this.answers && this.before.get(page.score.worlds);
    const became = this.answers && before ? sentences(page, this.answers, before)[0] ?? "" : "";
    const isChanged = itemsOf(history.present, history.start).length > 0;
    placeOf("answer-stated")?.classList.toggle("is-overtaken", isChanged);
    showChanged(required("changed"), page, history, isChanged ? became : "", this.ways());
  }

  /** @param {string} message */
  fail(message) {
    const place = placeOf("answer-live");
    if (place) place.textContent = `${say(this.page, "living.failed_to_compute", {})} (${message})`;
  }
}

/** @param {string} id @returns {HTMLElement} */
function required(id) {
  const place = placeOf(id);
  if (!place) throw new Error(`the page has no place "${id}"`);
  return place;
}
