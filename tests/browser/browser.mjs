// The browser that shows the page to the tests and to the camera.

import { chromium } from 'playwright-core';

/** Where the built page is served. */
export const url = fromEnvironment('POOLWISE_URL');

/** Starts a headless Chromium with a profile of its own that asks the network for nothing but the page. */
export function launch() {
  return chromium.launch({
    executablePath: fromEnvironment('CHROMIUM'),
    args: [
      '--no-sandbox', // a container's root has no other choice
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

function fromEnvironment(name) {
  const value = process.env[name];
  if (!value) {
    throw new Error(`${name} is not set: run \`cargo xtask test --only page\` or \`cargo xtask screenshots\``);
  }
  return value;
}
