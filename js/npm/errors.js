// The errors of the package.

/** A scenario that cannot be used. index.d.ts documents its properties. */
export class ScenarioError extends Error {
  constructor(message, { path, line, column, hint } = {}) {
    super(message);
    this.path = path ?? undefined;
    this.line = line ?? undefined;
    this.column = column ?? undefined;
    this.hint = hint ?? undefined;
  }
}
ScenarioError.prototype.name = 'ScenarioError';

/** What is thrown for what the engine throws: the JSON of a failure. */
export function thrown(error) {
  if (typeof error !== 'string') return error;
  const { class: name, message, ...place } = JSON.parse(error);
  return name === 'ScenarioError' ? new ScenarioError(message, place) : new RangeError(message);
}
