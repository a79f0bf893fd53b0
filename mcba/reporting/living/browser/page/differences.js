/** What a reader's changes make of an estimate: whether it differs from that of the study as it stands. */

/** @typedef {import("../types.d.ts").Estimate} Estimate */
/** @typedef {import("../types.d.ts").Summary} Summary */
/** @typedef {import("../types.d.ts").Answers} Answers */

const SURE = 4; // errors: in fewer worlds an estimate differs by a few without any change

/**
 * Whether an estimate differs: in the same worlds at all, in fewer of them by more than its error.
 * @param {Estimate} after @param {Estimate} before @param {boolean} same whether both are of the same worlds
 */
export function differs(after, before, same) {
  if (same || !Number.isFinite(after.value - before.value)) return after.value !== before.value;
  return Math.abs(after.value - before.value) > SURE * Math.hypot(after.error, before.error);
}

/**
 * Whether anything of a summary differs.
 * @param {Summary | undefined} after @param {Summary | undefined} before @param {boolean} same
 */
export function differsAnywhere(after, before, same) {
  if (!after || !before) return after !== before;
  return /** @type {const} */ (["mean", "median", "low", "high"]).some((name) =>
    differs(after[name], before[name], same),
  );
}

/** Whether answers are of the same worlds. @param {Answers} answers @param {Answers} before */
export function inSameWorlds(answers, before) {
  return answers.worlds === before.worlds;
}
