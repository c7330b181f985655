/**
 * Poolwise: what connection pools in front of PostgreSQL will do, and what to set.
 *
 * The answers are those of the `poolwise` command, byte for byte: `text` has them as the command prints them.
 */

import type { Finding, Plan } from './plan.js';
import type { Report, TextKind } from './reading.js';
import type { Scenario } from './scenario.js';
import type { ScenarioRuns } from './simulated.js';

export type { Finding, Plan, Prediction, Remedy, Severity, State } from './plan.js';
export type { Diagnosis, Report, TextKind } from './reading.js';
export type { Database, Hold, Pool, Pooler, Scenario, Service, Targets, Traffic } from './scenario.js';
export type { ScenarioRuns } from './simulated.js';

/** A scenario as an object, or the text of a `poolwise.toml` or of its JSON form. */
export type GivenScenario = Scenario | string;

export interface PlanOptions {
  /** Predicts by closed forms alone, in about a millisecond, where the whole plan may simulate for a second. */
  quick?: boolean;
}

export interface ReadOptions {
  /** What the text is; guessed if omitted. */
  kind?: TextKind;
  /** Gives the traffic to diagnose with. */
  scenario?: GivenScenario;
}

export interface WriteOptions {
  /** The kind of file: `"env"` if omitted. `poolwise write --list` prints all. */
  to?: string;
  /** The name of one of several services. */
  service?: string;
  /** The text of a `.env` to edit: the values that differ change, what is missing is appended, all else stays. */
  merge?: string;
  /** Writes the current settings instead of the advised ones. */
  current?: boolean;
  /** Also writes the variables that ask for the monitor of the Python package, where a kind has variables. */
  monitoring?: boolean;
}

export interface SimulateOptions {
  /** The length of a run in seconds, above 0 and up to a week: 90 if omitted. */
  horizon_s?: number;
  /** How many runs, 1 to 10 000: 100 if omitted. */
  replications?: number;
  /** The seed of the random numbers, a whole number: 1 if omitted. */
  seed?: number;
}

/** The findings of `poolwise check`, the worst first. */
export interface Findings {
  /** The version of the JSON. */
  version: number;
  findings: Finding[];
}

/**
 * Whether the pools fit, what will happen, what is wrong and what to change.
 *
 * @throws {ScenarioError} if the scenario cannot be used
 */
export function plan(scenario: GivenScenario, options?: PlanOptions): Plan;

/**
 * What is wrong.
 *
 * @throws {ScenarioError} if the scenario cannot be used
 */
export function check(scenario: GivenScenario): Findings;

/**
 * What a pasted text says, and causes that fit it. Secrets in the text are in no answer.
 *
 * @throws {RangeError} if there is no such kind
 * @throws {ScenarioError} if the scenario cannot be used
 */
export function read(text: string, options?: ReadOptions): Report;

/**
 * The text of a file with the advised settings, or with the current ones.
 *
 * @throws {RangeError} if there is no such kind or service
 * @throws {ScenarioError} if the scenario cannot be used, or has several services and none is named
 */
export function write(scenario: GivenScenario, options?: WriteOptions): string;

/**
 * Each service's pool from a cold start, second by second.
 *
 * @throws {RangeError} if a number is out of its range
 * @throws {ScenarioError} if the scenario cannot be used
 */
export function simulate(scenario: GivenScenario, options?: SimulateOptions): ScenarioRuns;

/** The same functions with the answer as text: the JSON that the command prints, byte for byte. */
export const text: {
  readonly plan: (scenario: GivenScenario, options?: PlanOptions) => string;
  readonly check: (scenario: GivenScenario) => string;
  readonly read: (text: string, options?: ReadOptions) => string;
  readonly simulate: (scenario: GivenScenario, options?: SimulateOptions) => string;
};

/** A scenario that cannot be used. The message has all of it, and never a text of the scenario: that may be a secret. */
export class ScenarioError extends Error {
  constructor(message: string, place?: { path?: string; line?: number; column?: number; hint?: string });
  /** The field, such as `services[0].pool.size`. */
  readonly path: string | undefined;
  /** The line from 1, where the scenario was given as text. */
  readonly line: number | undefined;
  /** The column in characters from 1, where the scenario was given as text. */
  readonly column: number | undefined;
  /** What would be right. */
  readonly hint: string | undefined;
}
