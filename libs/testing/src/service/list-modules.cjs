// Preloaded: writes the files that were loaded by require() to the file that MODULES_FILE names, when the process exits.
process.on('exit', () =>
  require('node:fs').writeFileSync(process.env.MODULES_FILE, Object.keys(require.cache).join('\n')),
);
