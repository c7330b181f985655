// The program that the compiler has checked.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { results } from './compiled/example.js';

test('typed program gets its answers', () => {
  const { env, ...rest } = results;
  assert.match(env, /^A=1\n[^]*DB_POOL_SIZE=\d+\n/);
  assert.deepEqual(rest, {
    fits: true,
    size: rest.size,
    errors: ['PW001'],
    settings: ['services[0].pool.size'],
    moments: 5,
    isText: true,
    problem: '2: services[0].instances',
  });
  assert.ok(rest.size > 0);
});
