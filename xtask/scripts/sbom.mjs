// Prints the bill of materials of a package as CycloneDX 1.6: node sbom.mjs PACKAGE CARGO.LOCK < METADATA.
//
// METADATA is what `cargo metadata` prints. What is linked in counts: tests and build scripts are left out. There is no time and
// no serial number in it, so that the same sources give the same bytes.

import { readFileSync } from 'node:fs';

const [name, lock] = process.argv.slice(2);
const { packages, resolve } = JSON.parse(readFileSync(0, 'utf8'));
const byId = new Map(packages.map((one) => [one.id, one]));
const nodes = new Map(resolve.nodes.map((node) => [node.id, node]));
const checksums = new Map(
  [...readFileSync(lock, 'utf8').matchAll(/name = "(.+)"\nversion = "(.+)"\nsource = .*\nchecksum = "(.+)"/g)].map(
    ([, crate, version, checksum]) => [`${crate} ${version}`, checksum],
  ),
);

const root = packages.find((one) => one.name === name);
if (!root) throw new Error(`there is no package ${name}`);

/** The packages that one links to. */
function linked(id) {
  const normal = nodes.get(id).deps.filter((dep) => dep.dep_kinds.some((kind) => kind.kind === null));
  return normal.map((dep) => dep.pkg).sort((a, b) => purl(a).localeCompare(purl(b), 'en'));
}

const purl = (id) => `pkg:cargo/${byId.get(id).name}@${byId.get(id).version}`;

const found = new Set([root.id]);
for (const id of found) linked(id).forEach((dependency) => found.add(dependency));

function component(id, type) {
  const { name, version, license, description } = byId.get(id);
  const checksum = checksums.get(`${name} ${version}`);
  return {
    type,
    'bom-ref': purl(id),
    name,
    version,
    ...(description && { description: description.trim() }),
    ...(checksum && { hashes: [{ alg: 'SHA-256', content: checksum }] }),
    ...(license && { licenses: [{ expression: license.replaceAll('/', ' OR ') }] }),
    purl: purl(id),
  };
}

const others = [...found].filter((id) => id !== root.id).sort((a, b) => purl(a).localeCompare(purl(b), 'en'));
const bom = {
  $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
  bomFormat: 'CycloneDX',
  specVersion: '1.6',
  version: 1,
  metadata: { component: component(root.id, 'application') },
  components: others.map((id) => component(id, 'library')),
  dependencies: [root.id, ...others].map((id) => ({ ref: purl(id), dependsOn: linked(id).map(purl) })),
};
console.log(JSON.stringify(bom, null, 2));
