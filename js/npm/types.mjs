// Writes the types of the package from the JSON Schemas of docs/schema: node types.mjs SCHEMAS OUT.
//
// One file per schema, one type per definition. Written for what schemars makes of the types of core; an unknown keyword
// that would change a type stops it.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const [schemas, out] = process.argv.slice(2);
/** The schema's file, and the name that its root has. */
const ROOTS = { scenario: 'Scenario', plan: 'Plan', reading: 'Report', simulated: 'ScenarioRuns' };

/** Keywords that no type of TypeScript can say. */
const BEYOND_TYPES = new Set(['$schema', 'title', 'description', 'default', 'format', 'minimum', 'maximum', 'exclusiveMinimum',
  'pattern', 'uniqueItems', '$defs']);
const TYPES = new Set(['$ref', 'const', 'enum', 'type', 'anyOf', 'oneOf', 'properties', 'required', 'additionalProperties',
  'propertyNames', 'items', 'prefixItems', 'minItems', 'maxItems']);

for (const [file, root] of Object.entries(ROOTS)) {
  const schema = JSON.parse(readFileSync(join(schemas, `${file}.schema.json`), 'utf8'));
  const types = Object.entries({ [root]: schema, ...schema.$defs }).map(([name, one]) => declaration(name, one));
  writeFileSync(join(out, `${file}.d.ts`), `// Made from docs/schema/${file}.schema.json.\n\n${types.join('\n')}`);
}

function declaration(name, schema) {
  return `${comment(schema.description, '')}export type ${name} = ${type(schema, '')};\n`;
}

function comment(text, indent) {
  if (!text) return '';
  const lines = text.replaceAll('*/', '* /').split('\n');
  if (lines.length === 1) return `${indent}/** ${lines[0]} */\n`;
  return `${indent}/**\n${lines.map((line) => `${indent} * ${line}`.trimEnd()).join('\n')}\n${indent} */\n`;
}

/** The type of a schema, as TypeScript writes it. */
function type(schema, indent) {
  if (schema === true) return 'unknown';
  const unknown = Object.keys(schema).find((keyword) => !TYPES.has(keyword) && !BEYOND_TYPES.has(keyword));
  if (unknown) throw new Error(`types.mjs does not know the keyword ${unknown}`);
  if (schema.$ref) return schema.$ref.replace('#/$defs/', '');
  if ('const' in schema) return JSON.stringify(schema.const);
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(' | ');
  const choice = schema.oneOf ?? schema.anyOf;
  if (choice && schema.properties) return union(choice.map((one) => object(narrowed(schema, one), indent)));
  if (choice) return union(choice.map((one) => type(one, indent)));
  if (!schema.type) return 'unknown';
  return union([schema.type].flat().map((name) => named(name, schema, indent)));
}

function union(types) {
  return [...new Set(types)].join(' | ');
}

function named(name, schema, indent) {
  switch (name) {
    case 'integer':
    case 'number':
      return 'number';
    case 'array':
      return array(schema, indent);
    case 'object':
      return object(schema, indent);
    default:
      return name;
  }
}

function array({ items, prefixItems, minItems, maxItems }, indent) {
  if (prefixItems) return `[${prefixItems.map((one) => type(one, indent)).join(', ')}]`;
  const item = items ? type(items, indent) : 'unknown';
  if (minItems && minItems === maxItems) return `[${Array(minItems).fill(item).join(', ')}]`;
  return item.includes(' ') ? `(${item})[]` : `${item}[]`;
}

/** The schema with the keys of one of its forms only, such as the forms of a hold. */
function narrowed(schema, { required = [], propertyNames }) {
  const keys = propertyNames?.enum ?? Object.keys(schema.properties);
  const properties = Object.fromEntries(keys.map((key) => [key, given(schema.properties[key], required.includes(key))]));
  return { properties, required: [...(schema.required ?? []), ...required] };
}

/** The schema of a value without its null, where the key is what tells the form. */
function given(schema, isRequired) {
  if (!isRequired) return schema;
  if (schema.anyOf) return { ...schema, anyOf: schema.anyOf.filter((one) => one.type !== 'null') };
  return { ...schema, type: [schema.type].flat().filter((name) => name !== 'null') };
}

function object({ properties, required = [], additionalProperties, propertyNames }, indent) {
  if (!properties) {
    const value = additionalProperties === undefined ? 'unknown' : type(additionalProperties, indent);
    const keys = propertyNames?.enum;
    return keys ? `{ [key in ${type({ enum: keys })}]?: ${value} }` : `Record<string, ${value}>`;
  }
  const inner = `${indent}  `;
  const members = Object.entries(properties).map(([key, one]) => {
    const mark = required.includes(key) ? '' : '?';
    return `${comment(one.description, inner)}${inner}${key}${mark}: ${type(one, inner)};\n`;
  });
  return `{\n${members.join('')}${indent}}`;
}
