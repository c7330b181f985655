// Arguments: the folder of node modules, then files. Prints, a line each, what util.parseEnv and npm's dotenv make of a file.
const { readFileSync } = require("node:fs");
const { parseEnv } = require("node:util");
const [modules, ...files] = process.argv.slice(1);
const dotenv = require(`${modules}/dotenv`);

for (const file of files) {
  const text = readFileSync(file, "utf8");
  console.log(JSON.stringify([parseEnv(text), dotenv.parse(text)]));
}
