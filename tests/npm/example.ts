// A program of a user, which the compiler checks and example.test.mjs runs.

import { ScenarioError, check, plan, read, simulate, text, write } from 'poolwise';
import type { Finding, Plan, Scenario, Service } from 'poolwise';

const api: Service = {
  name: 'api',
  instances: 4,
  workers: 2,
  pool: { size: 20, overflow: 10, timeout_s: 10 },
  traffic: [{ rate_per_s: 120, hold_ms: { mean: 40, cv: 1.5 } }],
};
const scenario: Scenario = { database: { max_connections: 100 }, services: [api], rules: { PW012: 'off' } };

const planned: Plan = plan(scenario, { quick: true });
const pool = planned.services[0]?.advised.pool;
const errors: Finding[] = check(scenario).findings.filter((finding) => finding.severity === 'error');
const settings = read('DB_POOL_SIZE=20', { kind: 'env', scenario }).settings.map((setting) => setting.field);
const env: string = write(scenario, { to: 'env', service: 'api', merge: 'A=1\n' });
const series = simulate(scenario, { horizon_s: 5, replications: 2, seed: 7 }).services[0]?.series ?? [];

/** What is wrong with a scenario, if anything is. */
function problem(scenario: Scenario | string): string | undefined {
  try {
    check(scenario);
  } catch (error) {
    if (error instanceof ScenarioError) return `${error.line ?? '?'}: ${error.path}`;
    throw error;
  }
  return undefined;
}

export const results = {
  fits: planned.budget.fits.advised,
  size: pool?.size,
  errors: errors.map((finding) => finding.code),
  settings,
  env,
  moments: series.length,
  isText: text.plan(scenario).endsWith('}\n'),
  problem: problem('[[services]]\ninstances = 0\n'),
};

// What the types refuse.
// @ts-expect-error: a key that no scenario has
export const misspelled: Scenario = { databse: {} };
// @ts-expect-error: a word that is no severity of a rule
export const unknownLevel: Scenario = { rules: { PW012: 'silent' } };
// @ts-expect-error: a hold without its mean
export const noMean: Service = { traffic: [{ rate_per_s: 1, hold_ms: { cv: 1 } }] };
// @ts-expect-error: a kind that no reader has
export const unknownKind = () => read('', { kind: 'exe' });
