import manifest from '../../../../package.json' with { type: 'json' };

/** Name and version of the project, as its package has them. */
export const { name, version } = manifest;

/** The major version of Node.js that the project needs at least. */
export const oldestNode = Number.parseInt(manifest.engines.node.replace('>=', ''), 10);
