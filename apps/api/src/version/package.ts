import manifest from '../../../../package.json' with { type: 'json' };

/** Name and version of the project, as its package has them. */
export const { name, version } = manifest;
