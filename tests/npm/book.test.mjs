// The JavaScript of the documents runs.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

const { POOLWISE_PROJECT } = process.env;

for (const document of ['docs/start.md', 'docs/javascript.md', 'js/npm/README.md']) {
  test(`programs of ${document} run`, () => {
    const markdown = readFileSync(join(POOLWISE_PROJECT, document), 'utf8');
    const blocks = [...markdown.matchAll(/^```js\n(.*?)^```/gms)];
    assert.ok(blocks.length > 0);
    for (const [, program] of blocks) {
      const { stdout, stderr, status } = spawnSync('node', ['--input-type=module', '--eval', program], { encoding: 'utf8' });
      assert.equal(status, 0, `${program}\n${stderr}`);
      assert.notEqual(stdout, '', program);
    }
  });
}
