// The package as node has it, beside the command.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { ScenarioError, check, plan, read, simulate, text, write } from 'poolwise';

const { POOLWISE_BIN, POOLWISE_GOLDEN } = process.env;
const names = readdirSync(POOLWISE_GOLDEN).filter((name) => name.endsWith('.toml'));
const golden = names.map((name) => [name, readFileSync(join(POOLWISE_GOLDEN, name), 'utf8')]);

const api = { name: 'api', instances: 4, pool: { size: 5 }, traffic: [{ rate_per_s: 60, hold_ms: { mean: 50, cv: 2 } }] };
const scenario = { database: { max_connections: 200 }, services: [api] };
const several = { services: [api, { ...api, name: 'jobs' }] };

/** What the command prints, whatever it exits with. */
function command(args, input) {
  const { stdout, stderr, status } = spawnSync(POOLWISE_BIN, args, { input, encoding: 'utf8', maxBuffer: 1 << 28 });
  return { stdout, stderr, status };
}

/** The command's standard output, which is not empty. */
function printed(args, input) {
  const { stdout, stderr } = command(args, input);
  assert.notEqual(stdout, '', stderr);
  return stdout;
}

test('golden scenarios have the plans of the command, byte for byte', () => {
  assert.ok(golden.length > 30);
  for (const [name, toml] of golden) {
    assert.equal(text.plan(toml), printed(['plan', '--format', 'json', '-'], toml), name);
  }
});

test('golden scenarios have the findings of the command, byte for byte', () => {
  for (const [name, toml] of golden) {
    assert.equal(text.check(toml), printed(['check', '--format', 'json', '-'], toml), name);
  }
});

test('golden scenarios have the files of the command, byte for byte', () => {
  for (const [name, toml] of golden) {
    const { stdout, stderr, status } = command(['write', '--to', 'runbook', '-'], toml);
    if (status === 0) assert.equal(write(toml, { to: 'runbook' }), stdout, name);
    else assert.ok(stderr.includes('several services'), `${name}: ${stderr}`);
  }
});

test('every kind of file is that of the command, byte for byte', () => {
  const json = JSON.stringify(scenario);
  const kinds = printed(['write', '--list']).trim().split('\n').filter((kind) => kind !== 'all');
  assert.ok(kinds.length > 20);
  for (const kind of kinds) {
    assert.equal(write(scenario, { to: kind, service: 'api' }), printed(['write', '--to', kind, '--service', 'api', '-'], json), kind);
  }
});

test('courses are those of the command, byte for byte', () => {
  const args = ['simulate', '--format', 'json', '--horizon', '20', '--replications', '5', '--seed', '3', '-'];
  const options = { horizon_s: 20, replications: 5, seed: 3 };
  assert.equal(text.simulate(several, options), printed(args, JSON.stringify(several)));
});

test('defaults of a simulation are those of the command', () => {
  const small = { services: [{ ...api, traffic: [{ rate_per_s: 2, hold_ms: { mean: 10 } }] }] };
  assert.equal(text.simulate(small), printed(['simulate', '--format', 'json', '-'], JSON.stringify(small)));
});

test('readings are those of the command, byte for byte', () => {
  const texts = [
    'DB_POOL_SIZE=20\nDB_PASSWORD=hunter2\n',
    'engine = create_engine(url, pool_size=3, max_overflow=1)\n',
    'sqlalchemy.exc.TimeoutError: QueuePool limit of size 5 overflow 10 reached, connection timed out, timeout 30.00\n',
    '',
  ];
  for (const pasted of texts) {
    assert.equal(text.read(pasted), printed(['read', '--format', 'json', '-'], pasted), pasted);
    assert.deepEqual(read(pasted), JSON.parse(text.read(pasted)));
  }
  assert.ok(!JSON.stringify(read(texts[0])).includes('hunter2'));
});

test('objects are what the texts say', () => {
  assert.deepEqual(plan(scenario), JSON.parse(printed(['plan', '--format', 'json', '-'], JSON.stringify(scenario))));
  assert.deepEqual(check(scenario), JSON.parse(text.check(scenario)));
  assert.deepEqual(simulate(scenario, { horizon_s: 2, replications: 1 }).seed, 1);
  assert.equal(plan(scenario, { quick: true }).services[0].current.prediction.method, 'closed-form');
});

test('values that JSON has not are read as what they are', () => {
  const hold_ms = { buckets: [[5, 120], [10, 340], [Infinity, 400]] };
  const withBuckets = { services: [{ ...api, traffic: [{ rate_per_s: 60n, hold_ms }], driver: undefined }] };
  assert.ok(plan(withBuckets, { quick: true }).services[0].current.prediction.offered_load > 0);
});

test('merge changes only what differs', () => {
  const merged = write(scenario, { merge: '# ours\nDB_POOL_SIZE=1 # small\nOTHER=1\n' });
  assert.match(merged, /^# ours\nDB_POOL_SIZE=\d+ # small\nOTHER=1\n/);
});

/** The error of a call, with what it must have. */
function refuses(call, name, message, place = {}) {
  assert.throws(call, (error) => {
    assert.equal(error.name, name, error.message);
    assert.match(error.message, message);
    for (const [key, value] of Object.entries(place)) assert.deepEqual(error[key], value, key);
    return true;
  });
}

test('unusable scenarios are ScenarioErrors with their place and hint', () => {
  const misspelled = '[[services]]\ninstnces = 4\n';
  refuses(() => plan(misspelled), 'ScenarioError', /line 2/, { path: 'services[0].instnces', line: 2, column: 1 });
  refuses(() => plan('{"services":\n [{"workers": 0}]}'), 'ScenarioError', /workers/, { path: 'services[0].workers', line: 2 });
  const inObject = { path: 'services[0].kind', line: undefined, column: undefined };
  refuses(() => check({ services: [{ kind: 'api' }] }), 'ScenarioError', /must be one of: web/, inObject);
  refuses(() => check({ services: [{ workers: NaN }] }), 'ScenarioError', /NaN/, { path: 'services[0].workers', hint: 'must be a number' });
  refuses(() => check({ services: [{ name: () => '' }] }), 'ScenarioError', /function/, { path: 'services[0].name' });
  refuses(() => write({}), 'ScenarioError', /no services/);
  refuses(() => write(several), 'ScenarioError', /several services/, { hint: 'api, jobs' });
  refuses(() => simulate(scenario, { horizon_s: 604_800, replications: 10_000 }), 'ScenarioError', /too much/);
  assert.throws(() => plan(misspelled), ScenarioError);
  assert.throws(() => plan(misspelled), (error) => error.hint.startsWith('did you mean `instances`?'));
});

test('secrets in a wrong place are in no message', () => {
  assert.throws(() => plan('[[services]]\nname = ["hunter2"]\n'), (error) => !error.message.includes('hunter2'));
});

test('wrong arguments are named', () => {
  refuses(() => write(scenario, { to: 'exe' }), 'RangeError', /^to must be one of: env, /);
  refuses(() => write(scenario, { service: 'web' }), 'RangeError', /^service must be one of: api$/);
  refuses(() => read('', { kind: 'exe' }), 'RangeError', /^kind must be one of: /);
  for (const horizon_s of [0, -1, NaN, Infinity, 604_801]) {
    refuses(() => simulate(scenario, { horizon_s }), 'RangeError', /^horizon_s must be/);
  }
  for (const replications of [0, 1.5, NaN, 10_001]) {
    refuses(() => simulate(scenario, { replications }), 'RangeError', /^replications must be a whole number from 1 to 10000$/);
  }
  for (const seed of [-1, 0.5, 2 ** 53]) refuses(() => simulate(scenario, { seed }), 'RangeError', /^seed must be/);
  for (const wrong of [undefined, null, 5, [], true]) refuses(() => plan(wrong), 'TypeError', /^a scenario is an object/);
  refuses(() => read(5), 'TypeError', /^text must be a string/);
});
