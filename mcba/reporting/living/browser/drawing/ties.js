/** Uniforms that move together: copulas, rows of a table, and the years of one number. */

import { float64 } from "../encoding.js";
import { ndtr, ndtri } from "./normal.js";

/** @typedef {import("../types.d.ts").Tie} Tie */

const LEAST = 2 ** -54;
const MOST = 1 - 2 ** -53;
const EDGE = 2 ** -10;

/** @param {number} u */
function inside(u) {
  return Math.min(Math.max(u, LEAST), MOST);
}

/**
 * Moves uniforms in place, as `Drawing.uniforms` of Python does.
 * @param {Float64Array[]} rows (address, world)
 * @param {Tie[]} ties
 * @param {number} worlds @param {number} randomisations
 */
export function tied(rows, ties, worlds, randomisations) {
  for (const tie of ties) {
    const own = tie.places.map((place) => rows[place]);
    if (tie.kind === "given") {
      const given = float64(tie.uniforms);
      own.forEach((row, place) => row.set(given.subarray(place * worlds, (place + 1) * worlds)));
    } else if (tie.kind === "persistence") {
      persist(own, tie.persistence);
    } else {
      const before = own.map((row) => row.slice());
      if (tie.kind === "gaussian") gaussian(own, tie.lower);
      else if (tie.kind === "clayton") clayton(own, tie.theta);
      else if (tie.kind === "frank") frank(own, tie.theta);
      else takeRows(own, float64(tie.sizes), float64(tie.starts));
      if (tie.inStrata) keepStrata(own, before, randomisations);
    }
  }
}

/** @param {Float64Array[]} rows @param {number[][]} lower */
function gaussian(rows, lower) {
  const scores = rows.map((row) => row.map(ndtri));
  for (let place = 1; place < rows.length; place += 1) {
    const weights = lower[place];
    const row = rows[place];
    for (let world = 0; world < row.length; world += 1) {
      let mixed = weights[0] * scores[0][world];
      for (let other = 1; other <= place; other += 1) mixed += weights[other] * scores[other][world];
      row[world] = inside(ndtr(mixed));
    }
  }
}

/** @param {Float64Array[]} rows @param {number} theta */
function clayton(rows, theta) {
  for (let world = 0; world < rows[0].length; world += 1) {
    let total = rows[0][world] ** -theta;
    for (let place = 1; place < rows.length; place += 1) {
      const power = -theta / (1 + theta * place);
      const grown = Math.expm1(power * Math.log(rows[place][world])) * (total - place + 1);
      const u = inside(Math.exp(-Math.log1p(grown) / theta));
      rows[place][world] = u;
      total += u ** -theta;
    }
  }
}

/** Nelsen (2006), exercise 4.17.
 * @param {Float64Array[]} rows @param {number} theta */
function frank([first, second], theta) {
  const size = Math.abs(theta);
  const most = Math.expm1(-size);
  for (let world = 0; world < first.length; world += 1) {
    const u = theta > 0 ? first[world] : 1 - first[world];
    const chance = second[world];
    const fall = Math.exp(-size * u);
    second[world] = inside(-Math.log1p((chance * most) / (chance + (1 - chance) * fall)) / size);
  }
}

/** Every name has its number of the row that the first uniform chooses.
 * @param {Float64Array[]} rows @param {Float64Array} sizes @param {Float64Array} starts (name, row of the table) */
function takeRows(rows, sizes, starts) {
  const ends = new Float64Array(sizes.length);
  let total = 0;
  for (let place = 0; place < sizes.length; place += 1) {
    total += sizes[place];
    ends[place] = total;
  }
  const last = sizes.length - 1;
  for (let world = 0; world < rows[0].length; world += 1) {
    const first = rows[0][world];
    let low = 0;
    let high = last;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (ends[middle] <= first) low = middle + 1;
      else high = middle;
    }
    rows.forEach((row, name) => {
      const within = name ? row[world] : (first - (ends[low] - sizes[low])) / sizes[low];
      row[world] = starts[name * sizes.length + low] + sizes[low] * Math.min(Math.max(within, EDGE), 1 - EDGE);
    });
  }
}

/** Each year follows the year before, on the normal scale.
 * @param {Float64Array[]} rows @param {number} persistence */
function persist(rows, persistence) {
  const fresh = Math.sqrt(1 - persistence ** 2);
  for (let world = 0; world < rows[0].length; world += 1) {
    let score = ndtri(rows[0][world]);
    rows[0][world] = inside(ndtr(score));
    for (let year = 1; year < rows.length; year += 1) {
      score = persistence * score + fresh * ndtri(rows[year][world]);
      rows[year][world] = inside(ndtr(score));
    }
  }
}

/** The strata of a Latin hypercube in the order of the moved uniforms, for each randomisation by itself.
 * @param {Float64Array[]} rows @param {Float64Array[]} strata @param {number} randomisations */
function keepStrata(rows, strata, randomisations) {
  for (let rank = 0; rank < randomisations; rank += 1) {
    /** @type {number[]} */
    const worlds = [];
    for (let world = rank; world < rows[0].length; world += randomisations) worlds.push(world);
    /** @type {number[][]} */
    const orders = [];
    const kept = rows.map((row, name) => {
      const order = worlds.map((_, place) => place).sort((a, b) => row[worlds[a]] - row[worlds[b]] || a - b);
      const sorted = Float64Array.from(worlds, (world) => strata[name][world]).sort();
      let result = new Float64Array(worlds.length);
      order.forEach((place, position) => { result[place] = sorted[position]; });
      orders.push(order);
      return { order, result };
    });
    kept.forEach((own, name) => {
      for (let leader = 0; leader < name; leader += 1) {
        const other = kept[leader];
        if (own.order.every((place, position) => place === other.order[position])) own.result = other.result;
        else if (own.order.every((place, position) => place === other.order[worlds.length - 1 - position])) {
          own.result = other.result.map((u) => 1 - u);
        }
      }
      own.result.forEach((u, place) => { rows[name][worlds[place]] = u; });
    });
  }
}
