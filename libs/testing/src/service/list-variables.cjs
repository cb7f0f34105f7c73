// Preloaded: writes the names of the variables that were read to the file that VARIABLES_FILE names, when the process exits.
const names = new Set();
process.env = new Proxy(process.env, {
  get(variables, name) {
    names.add(String(name));
    return variables[name];
  },
});
process.on('exit', () => require('node:fs').writeFileSync(process.env.VARIABLES_FILE, [...names].join('\n')));
