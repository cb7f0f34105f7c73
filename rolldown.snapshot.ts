import { METHODS, STATUS_CODES } from 'node:http';
import { createRequire } from 'node:module';
import type { Plugin } from 'rolldown';

const require = createRequire(import.meta.url);

/** What of Node a snapshot can't hold, since it has parts outside of V8's heap. */
const builtins = /^(?:node:)?(http|https|http2|tls)$/;

/** State that dependencies make while they load, and that belongs to the run. */
const ofTheRun: readonly [file: RegExp, search: RegExp, replacement: string][] = [
  [
    /@nestjs\/common\/services\/.*\.js$/,
    /const dateTimeFormatter = (new Intl\.DateTimeFormat\([^;]*\));/,
    'const dateTimeFormatter = { format: (time) => $1.format(time) };',
  ],
  [
    /prom-client\/lib\/metrics\/processStartTime\.js$/,
    /(?<=this\.set\(labels, )startInSeconds/,
    'Math.round(performance.timeOrigin / 1000)',
  ],
];

/** In a snapshot `require` knows built-in modules alone, also when the service runs from it. */
const requireOfTheRun = `{
  const { startupSnapshot } = process.getBuiltinModule('v8');
  const ofTheBuild = require;
  if (startupSnapshot.isBuildingSnapshot())
    require = (id) =>
      startupSnapshot.isBuildingSnapshot()
        ? ofTheBuild(id)
        : process.getBuiltinModule('module').createRequire(__filename)(id);
}`;

/**
 * Lets the bundle be loaded into a start-up snapshot (`node --build-snapshot`), which takes built-in modules alone, and
 * only some of them.
 */
export const snapshot: Plugin = {
  name: 'snapshot',
  banner: ({ isEntry }) => (isEntry ? requireOfTheRun : ''),
  resolveId: { filter: { id: builtins }, handler: (id) => `\0later:${builtins.exec(id)![1]}` },
  load: { filter: { id: /^\0later:/ }, handler: (id) => loadedLater(id.slice('\0later:'.length)) },
  transform: {
    filter: { id: ofTheRun.map(([file]) => file) },
    handler(code, id) {
      for (const [file, search, replacement] of ofTheRun)
        if (file.test(id)) code = code.replace(search, replacement);
      return code;
    },
  },
};

/**
 * The exports of a module of Node, each fetched at its first use. While the snapshot is built, a function stands for the
 * one that will be there: it can be called later, or extended by a class.
 */
function loadedLater(name: string): string {
  const exported = require(name) as Record<string, unknown>;
  const known = name === 'http' ? { METHODS, STATUS_CODES } : {};
  return `
const { startupSnapshot } = process.getBuiltinModule('v8');
const real = () => process.getBuiltinModule('${name}');
const known = ${JSON.stringify(known)};
const standIn = (name) =>
  function later(...args) {
    const target = real()[name];
    if (target.prototype) Object.setPrototypeOf(later.prototype, target.prototype);
    return new.target ? Reflect.construct(target, args, new.target) : Reflect.apply(target, this, args);
  };
for (const name of ${JSON.stringify(Object.keys(exported))})
  Object.defineProperty(exports, name, {
    enumerable: true,
    get: () => (startupSnapshot.isBuildingSnapshot() ? (known[name] ?? standIn(name)) : real()[name]),
  });
`;
}
