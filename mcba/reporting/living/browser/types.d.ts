/** What Python writes into a living page, and what its modules hand to each other. Arrays come as base64. */

/** Little-endian numbers in base64; see encoding.js. */
export type Packed = string;

// --- what is played (`mcba.engine.program.portable`)

export interface Score {
  format: 1;
  /** Of the page, and of the run that it was made from; the page has the first of the run's worlds. */
  worlds: number;
  runWorlds: number;
  seed: number;
  /** Among how many independent randomisations worlds are dealt in turn: world i belongs to i % randomisations; 0 when independent. */
  randomisations: number;
  mass: number;
  points: Points;
  /** Which uniforms move together, in the order in which they are moved. */
  ties: Tie[];
  /** Tables of standard members, which draws name by their place. */
  tables: QuantileTable[];
  /** How each assumption is drawn in the study as it stands. */
  draws: Record<string, Draw>;
  /** Codes of tapes, each Packed Int32 (instruction, 6): operation, table (unused), register to write, three to read. */
  codes: Packed[];
  /** The study as it stands first, then under its options and scenarios. */
  variants: Variant[];
  /** Every outcome in the study's order, flows, bearers, and the outcome that the ranking is of. */
  outcomes: string[];
  flows: { name: string; kind: "benefits" | "costs" | "transfers" }[];
  bearers: string[];
  main: string;
  /** Outcomes that are infinite in worlds where there is no such number, such as the year of payback. */
  mayBeInfinite: string[];
  /** Outcomes whose tail is too heavy for a mean. */
  withoutMean: string[];
  /** Numbers that the picture of an outcome shows: published ends, and where it breaks even. */
  marks: Record<string, number[]>;
  /** Assumptions that no reader can change, each with the reason: a key of words. */
  locked: Record<string, string>;
}

export type Points = SobolPoints | RandomPoints | LatinPoints;

export interface SobolPoints {
  kind: "sobol";
  addresses: number;
  /** Uint32 (address, randomisation): the digital shift. */
  shift: Packed;
  /** Uint32 (address, randomisation, bit): direction numbers, as many bits as the worlds need. */
  directions: Packed;
  bits: number;
}

/** A stream of PCG64DXSM for each address: state and increment, 128 bits each, as hexadecimal texts. */
export interface Stream128 {
  state: string;
  increment: string;
}

export interface RandomPoints {
  kind: "random";
  addresses: number;
  streams: Stream128[];
}

export interface LatinPoints {
  kind: "lhs";
  addresses: number;
  /** How many worlds the strata are of: those of the run. */
  of: number;
  jitter: Stream128[];
  /** Hexadecimal words (address, round, randomisation). */
  keys: string[][][];
}

/** `places` are rows in the matrix of uniforms, shape (address, world). */
export type Tie =
  | { kind: "gaussian"; places: number[]; lower: number[][]; inStrata: boolean }
  | { kind: "clayton"; places: number[]; theta: number; inStrata: boolean }
  | { kind: "frank"; places: number[]; theta: number; inStrata: boolean }
  | { kind: "rows"; places: number[]; sizes: Packed; starts: Packed; inStrata: false }
  | { kind: "persistence"; places: number[]; persistence: number }
  /** The uniforms themselves, Float64 (place, world), of what the page does not know. */
  | { kind: "given"; places: number[]; uniforms: Packed };

/** How the numbers of an assumption follow from its uniforms. */
export interface Draw {
  /** A row of the matrix of uniforms for each number; empty where the numbers are given or certain. */
  places: number[];
  quantiles: Quantiles;
  /** Numbers that do not follow so: [number, world, value]. */
  exceptions: [number, number, number][];
}

export type Quantiles =
  /** location + scale * the table, within low and high; Infinity comes as "inf". */
  | { kind: "table"; table: number; location: number; scale: number; low: number | string; high: number | string }
  /** The same with a location and a scale for each number, Packed Float64; exponential: exp of it. */
  | { kind: "scaled"; table: number; location: Packed; scale: Packed; low: Packed; high: Packed; exponential: boolean }
  /** For each number its own. */
  | { kind: "each"; of: Quantiles[] }
  /** A closed form: operations in order on uniforms ("u"), earlier results and numbers. */
  | { kind: "steps"; steps: Step[]; result: number }
  /** The first value whose cumulative probability reaches the uniform; Packed Float64. */
  | { kind: "listed"; values: Packed; cumulative: Packed }
  /** The numbers themselves, Packed Float64 (number, world): what follows from no uniform in the page. */
  | { kind: "given"; values: Packed }
  /** The same in all worlds: Packed Float64 (number). */
  | { kind: "certain"; values: Packed };

export interface Step {
  operation: "add" | "subtract" | "multiply" | "negative" | "minimum" | "square_root" | "exp" | "log1p" | "greater" | "greater_equal" | "where" | "constant";
  operands: ("u" | { step: number } | { number: number | string })[];
}

/**
 * Quantiles of a standard member in octaves of the distance to the nearer of 0 and 1, of the lower and the upper half;
 * octave 0 lies next to u = 1/2. Packed Float64: of nodes (octave, 16), at Chebyshev nodes in the logarithm of the
 * distance; of cubics (octave, bin, power), bins by rising distance, in the signed distance.
 */
export interface QuantileTable {
  kind: "nodes" | "cubics";
  /** Binary digits of the distance after the first, which choose a bin. */
  digits: number;
  lower: Packed;
  upper: Packed;
}

export interface Variant {
  option: string;
  scenario: string;
  code: number;
  constants: (number | string)[];
  registers: number;
  /** Registers that are filled before the tape is played, in order from register 0. */
  inputs: Input[];
  /** Registers of each outcome (`npv`), flow (`flow:training`) and bearer (`bearer:municipality`). */
  outputs: Record<string, number[]>;
  /** Draws that differ from those of the study as it stands. */
  draws: Record<string, Draw>;
  /** Values of choices in this variant. */
  choices: Record<string, number[]>;
}

export type Input =
  | { kind: "assumption"; name: string; register: number; count: number }
  | { kind: "choice"; name: string; register: number; count: number }
  /** 1 where a flow counts, 0 where a reader took it out. */
  | { kind: "switch"; name: string; register: number; count: 1 };

// --- what a reader changes

export type Change =
  /** Every number times `times`, plus `shift`. */
  | { kind: "moved"; times: number; shift: number }
  /** Another member of its family. */
  | { kind: "parameters"; family: string; values: Record<string, number> }
  /** No spread. */
  | { kind: "frozen"; value: number };

export interface Changes {
  option: string;
  scenario: string;
  assumptions: Record<string, Change>;
  choices: Record<string, number>;
  /** Flows that are taken out, by name. */
  without: string[];
}

// --- what the worlds say

export interface Estimate {
  value: number;
  /** Infinite where it is not known. */
  error: number;
}

export interface Summary {
  mean: Estimate;
  median: Estimate;
  low: Estimate;
  high: Estimate;
}

export interface Factor {
  name: string;
  /** First-order share of variance; the swing of the mean between its lowest and highest tenth. */
  share: Estimate;
  swing: { low: number; high: number };
}

export interface Answers {
  worlds: number;
  /** Of each outcome, flow (`flow:…`) and bearer (`bearer:…`). */
  summaries: Record<string, Summary>;
  /** Of the outcomes that Python prints one of: `npv` above 0, for one. */
  chances: Record<string, Estimate>;
  ratioOfMeans: Estimate | null;
  ranking: Factor[];
  /** Of the main outcome, and of the ratio where there is one. */
  histograms: Record<string, { left: number; width: number; counts: number[] }>;
  /** Low, median and high of each assumption's first number. */
  assumptions: Record<string, [number, number, number]>;
  /** How many worlds failed (not finite in the main outcome). */
  failed: number;
}

export interface Request {
  id: number;
  changes: Changes;
  /** How many of the worlds; fewer while a slider moves. */
  worlds: number;
}

export interface Reply {
  id: number;
  answers: Answers;
  milliseconds: number;
}

// --- what is shown of the study (`mcba.reporting.living`)

export interface Page {
  language: string;
  /** Texts by key, with {names} to fill in. */
  words: Record<string, string>;
  numbers: { decimal: string; thousands: string; minus: string; percent: string; locale: string };
  title: string;
  /** Its name and the digest of its text, for files of overrides. */
  study: string;
  digest: string;
  /** Under which the page begins; empty for the study as it stands. */
  option: string;
  scenario: string;
  outcomes: Record<string, { label: string; unit: string; isRatio: boolean; reference: number | null }>;
  flows: Record<string, { label: string; kind: "benefits" | "costs" | "transfers" }>;
  bearers: Record<string, string>;
  /** In words. */
  currency: string;
  /** What has no price. */
  pm: { label: string; sign: "+" | "-" | "?" }[];
  published: { outcome: string; low: number; high: number; source: string }[];
  assumptions: Control[];
  choices: ChoiceControl[];
  options: { name: string; label: string }[];
  scenarios: { name: string; label: string }[];
  score: Score;
}

export interface Slider {
  key: "centre" | "spread" | "low" | "mode" | "high" | "probability";
  label: string;
  value: number;
  least: number;
  most: number;
  step: number;
  /** Values at which the answer turns. */
  marks: { at: number; label: string }[];
}

export interface Control {
  name: string;
  label: string;
  unit: string;
  status: "sourced" | "data" | "elicited" | "assumed";
  statusLabel: string;
  source: string;
  reason: string;
  group: string;
  /** Low, median and high as the study has them, and the value at which a reader freezes it. */
  range: [number, number, number];
  base: number;
  /** How sliders change it: by moving the study's own distribution, or by the parameters of its family. */
  how: "moved" | "parameters";
  family: string;
  parameters: Record<string, number>;
  sliders: Slider[];
  /** Why there are no sliders; empty where there are. */
  locked: string;
}

export interface ChoiceControl {
  name: string;
  label: string;
  unit: string;
  value: number;
  alternatives: number[];
  least: number;
  most: number;
  step: number;
  locked: string;
}
