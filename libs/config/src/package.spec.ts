import { describe, expect, it } from 'vitest';
import { requireNode } from './package.js';

describe('requireNode', () => {
  it.each(['20.20.2', '22.0.0', '23.11.1'])('refuses %s, and tells how to get another', (version) => {
    expect(() => requireNode(version)).toThrow(
      `Node.js ${version} is too old: 24 or later is needed. npm start`,
    );
  });

  it.each(['24.0.0', '25.1.0', process.versions.node])('takes %s', (version) => {
    expect(() => requireNode(version)).not.toThrow();
  });
});
