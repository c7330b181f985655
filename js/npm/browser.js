// The package in a browser, and in a bundle: the engine is fetched from beside this file.

import start from './engine.js';

await start({ module_or_path: new URL('./engine_bg.wasm', import.meta.url) });

export * from './api.js';
