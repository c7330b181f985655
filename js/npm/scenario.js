// Scenarios on their way to the engine.

import { ScenarioError } from './errors.js';

/** The scenario as text, and its form: "toml" or "json" for a text that a person wrote, else "object". */
export function asText(scenario) {
  // No TOML begins with a brace.
  if (typeof scenario === 'string') return [scenario, scenario.trimStart().startsWith('{') ? 'json' : 'toml'];
  if (scenario === null || typeof scenario !== 'object' || Array.isArray(scenario)) {
    throw new TypeError('a scenario is an object, or the text of a poolwise.toml or of its JSON form');
  }
  return [JSON.stringify(plain(scenario, '')), 'object'];
}

/** `value` as JSON has it, where JSON has it. */
function plain(value, path) {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value;
    case 'bigint':
      return Number(value);
    case 'number':
      return number(value, path);
    case 'object':
      break;
    default:
      throw unusable(path, `a ${typeof value} is no value of a scenario`);
  }
  if (value === null) return value;
  if (Array.isArray(value)) return value.map((item, index) => plain(item, `${path}[${index}]`));
  const given = Object.entries(value).filter(([, item]) => item !== undefined);
  return Object.fromEntries(given.map(([key, item]) => [key, plain(item, path ? `${path}.${key}` : key)]));
}

function number(value, path) {
  if (Number.isNaN(value)) throw unusable(path, 'must be a number, not NaN', 'must be a number');
  // JSON has no infinity; the last bound of a histogram may be infinite, and is written so.
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  return value;
}

const unusable = (path, message, hint) => new ScenarioError(`${path}: ${message}`, { path, hint });
