// Loads the modules that are written for pools of JavaScript, and prints what each library makes of its options.
// Arguments: the folder of node modules, then pairs of a kind and a file.

const { execFileSync } = require("node:child_process");
const { createRequire } = require("node:module");
const path = require("node:path");

const [modules, ...pairs] = process.argv.slice(1);
const library = createRequire(path.join(path.resolve(modules), "_.js"));
const url = "postgresql://user:a%2Bb@localhost:5432/db?sslmode=disable";
process.env.DATABASE_URL = url;

const pg = (options) => {
  const { Pool, Client } = library("pg");
  const { max, min, connectionTimeoutMillis, maxLifetimeSeconds } = new Pool(options).options;
  const { application_name, statement_timeout } = new Client(options).getStartupConf();
  return { max, min, connectionTimeoutMillis, maxLifetimeSeconds, application_name, statement_timeout };
};

const pools = {
  "node-postgres": pg,
  prisma: ({ adapterOptions, datasourceUrl }) => {
    const changed = new URL(datasourceUrl());
    const parameters = Object.fromEntries(changed.searchParams);
    const same = ["protocol", "username", "password", "host", "pathname"].every((part) => changed[part] === new URL(url)[part]);
    return { ...pg(adapterOptions), ...parameters, same, plus: changed.search.includes("+") };
  },
  knex: (options) => {
    const { client } = library("knex")(options);
    const { min, max, acquireTimeoutMillis } = client.pool;
    const { connectionTimeoutMillis } = client.connectionSettings;
    const { application_name, statement_timeout } = pg({ ...client.connectionSettings });
    return { min, max, acquireTimeoutMillis, connectionTimeoutMillis, application_name, statement_timeout };
  },
  sequelize: (options) => {
    const { Sequelize } = library("sequelize");
    const { pool } = new Sequelize(process.env.DATABASE_URL, { ...options, logging: false }).connectionManager;
    const { application_name, connectionTimeoutMillis, statement_timeout } = options.dialectOptions;
    const { minSize: min, maxSize: max, acquireTimeoutMillis } = pool;
    return { min, max, acquireTimeoutMillis, connectionTimeoutMillis, application_name, statement_timeout };
  },
  typeorm: (options) => {
    const { DataSource } = library("typeorm");
    const { driver } = new DataSource(options);
    const { Pool } = driver.postgres;
    let made;
    // The pool would connect at once: all that counts is what it is made with.
    driver.postgres.Pool = class {
      constructor(given) {
        made = given;
      }
      on() {}
      connect() {}
    };
    driver.createPool(driver.options, driver.options);
    driver.postgres.Pool = Pool;
    return pg(made);
  },
};

for (let i = 0; i < pairs.length; i += 2) {
  execFileSync(process.execPath, ["--check", pairs[i + 1]]);
  const options = require(path.resolve(pairs[i + 1]));
  const empty = Object.keys(options).length === 0;
  console.log(JSON.stringify(empty ? null : pools[pairs[i]](options)));
}
process.exit(0);
