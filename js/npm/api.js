// The functions of the package: objects in, objects out. index.d.ts documents them.

import * as engine from './engine.js';
import { asText } from './scenario.js';
import { thrown } from './errors.js';

export { ScenarioError } from './errors.js';

/** The same functions, with the answer as the command prints it. */
export const text = Object.freeze({
  plan: (scenario, { quick = false } = {}) => call(engine.plan, ...asText(scenario), Boolean(quick)),
  check: (scenario) => call(engine.check, ...asText(scenario)),
  read: (pasted, { kind, scenario = {} } = {}) => call(engine.read, string('text', pasted), kind, ...asText(scenario)),
  simulate: (scenario, { horizon_s = 90, replications = 100, seed = 1 } = {}) =>
    call(engine.simulate, ...asText(scenario), horizon_s, replications, seed),
});

export const plan = (scenario, options) => JSON.parse(text.plan(scenario, options));
export const check = (scenario) => JSON.parse(text.check(scenario));
export const read = (pasted, options) => JSON.parse(text.read(pasted, options));
export const simulate = (scenario, options) => JSON.parse(text.simulate(scenario, options));
export const write = (scenario, { to = 'env', service, merge, current = false, monitoring = false } = {}) =>
  call(engine.write, ...asText(scenario), to, service, merge, Boolean(current), Boolean(monitoring));

function call(run, ...given) {
  try {
    return run(...given);
  } catch (error) {
    throw thrown(error);
  }
}

function string(argument, value) {
  if (typeof value !== 'string') throw new TypeError(`${argument} must be a string, not ${typeof value}`);
  return value;
}
