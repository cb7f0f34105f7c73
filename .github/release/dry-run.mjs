// dry-run.mjs FOLDER: writes into FOLDER the files as the next release pull request would change them, and prints its
// changelog. Uses the history of this clone alone; the last release is the commit that wrote the manifest.
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Manifest, setLogger } from 'release-please';
import { LocalGitHub } from 'release-please/build/src/local-github.js';
import { quiet } from './quiet.mjs';

const folder = process.argv[2];
const manifestFile = '.release-please-manifest.json';
const git = (...args) => execFileSync('git', args, { encoding: 'utf8' }).trim();

/** What GitHub would be asked: the releases there are, and pull requests, of which none is open. */
const api = {
  async *pullRequestIterator() {},
  async *releaseIterator() {
    const version = JSON.parse(git('show', `HEAD:${manifestFile}`))['.'];
    const sha = git('log', '--max-count=1', '--format=%H', '--', manifestFile);
    yield { id: 1, tagName: `v${version}`, name: `v${version}`, sha, notes: '', url: '', draft: false };
  },
};

setLogger(quiet);
const repository = { owner: 'minipokedex', repo: 'minipokedex', defaultBranch: 'HEAD' };
const local = new LocalGitHub(repository, api, process.cwd(), { logger: quiet });
const manifest = await Manifest.fromManifest(local, 'HEAD');
const [pullRequest] = await manifest.buildPullRequests([], []);

if (pullRequest) {
  for (const [path, { content }] of await local.buildChangeSet(pullRequest.updates, 'HEAD')) {
    writeFileSync(join(folder, path), content);
  }
  console.log(pullRequest.body.releaseData[0].notes);
} else {
  console.log('Nothing to release since the last one.');
}
