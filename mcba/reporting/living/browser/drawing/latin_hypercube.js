/** Latin hypercubes: each randomisation has one world in each stratum, in an order that a keyed permutation decides. */

import { stream } from "./streams.js";

/** @typedef {import("../types.d.ts").LatinPoints} LatinPoints */

const RANDOMISATIONS = 16;
const LEAST = 2 ** -53;
const MASK32 = (1n << 32n) - 1n;
const MASK64 = (1n << 64n) - 1n;
const FIRST = 0x9e3779b97f4a7c15n;
const SECOND = 0xbf58476d1ce4e5b9n;

/** The lower 32 bits of a hash of 64 bits: Steele, Lea & Flood (2014), doi:10.1145/2660193.2660195.
 * @param {number} value @param {bigint} key */
function mixed(value, key) {
  let word = ((BigInt(value) ^ key) * FIRST) & MASK64;
  word ^= word >> 30n;
  word = (word * SECOND) & MASK64;
  return Number((word ^ (word >> 27n)) & MASK32);
}

/** Hashes of one half of a number in one round, each computed once.
 * @param {bigint} key @param {number} size */
function hashes(key, size) {
  const table = new Uint32Array(size);
  for (let value = 0; value < size; value += 1) table[value] = mixed(value, key);
  return table;
}

/**
 * @param {LatinPoints} points @param {number} worlds
 * @returns {Float64Array[]}
 */
export function latinHypercube(points, worlds) {
  const sizes = Array.from({ length: RANDOMISATIONS }, (_, rank) =>
    Math.max(1, Math.ceil((points.of - rank) / RANDOMISATIONS)),
  );
  const bits = Math.max(2, 32 - Math.clz32(Math.max(...sizes) - 1));
  const lowBits = bits >> 1;
  const lowMask = 2 ** lowBits - 1;
  const highMask = 2 ** (bits - lowBits) - 1;
  return points.jitter.map((jitter, address) => {
    const row = stream(jitter, worlds);
    for (let rank = 0; rank < RANDOMISATIONS; rank += 1) {
      const size = sizes[rank];
      const rounds = points.keys[address].map((round, turn) =>
        hashes(BigInt(`0x${round[rank]}`), (turn % 2 ? lowMask : highMask) + 1),
      );
      for (let index = 0, world = rank; world < worlds; index += 1, world += RANDOMISATIONS) {
        let value = index % size;
        do {
          let high = value >>> lowBits;
          let low = value & lowMask;
          for (let turn = 0; turn < rounds.length; turn += 1) {
            if (turn % 2) high ^= rounds[turn][low] & highMask;
            else low ^= rounds[turn][high] & lowMask;
          }
          value = high * 2 ** lowBits + low;
        } while (value >= size);
        row[world] = Math.min(Math.max((row[world] + value) / size, LEAST), 1 - LEAST);
      }
    }
    return row;
  });
}
