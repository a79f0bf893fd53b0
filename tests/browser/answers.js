/** Answers requests for a score: reads both from its input as JSON, and writes the answers. */

import fs from "node:fs";

import { Model } from "../../mcba/reporting/living/browser/playing/model.js";

const { score, requests } = JSON.parse(fs.readFileSync(0, "utf8"));
const model = new Model(score);
const none = { option: "", scenario: "", assumptions: {}, choices: {}, without: [] };
const answers = requests.map((request) => model.answer({ ...none, ...request }, request.worlds ?? score.worlds));
process.stdout.write(JSON.stringify({ answers, numbers: numbers() }));

/** The numbers of every assumption as the study has them. */
function numbers() {
  return Object.fromEntries(
    Object.entries(score.draws).map(([name, draw]) => [
      name,
      model.numbersOf(name, draw, undefined).map((row) => Array.from(row, String)),
    ]),
  );
}
