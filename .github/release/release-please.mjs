// Makes the release whose pull request was merged, if one was, and opens or rewrites the pull request of the next.
// Prints `tag=…` of what it released, as a step's output. Needs GH_TOKEN and GITHUB_REPOSITORY.
import { GitHub, Manifest, setLogger } from 'release-please';
import { quiet } from './quiet.mjs';

setLogger(quiet);
const [owner, repo] = process.env.GITHUB_REPOSITORY.split('/');
const github = await GitHub.create({ owner, repo, token: process.env.GH_TOKEN });

const [release] = await (await Manifest.fromManifest(github, 'main')).createReleases();
if (release) console.log(`tag=${release.tagName}`);

// Read anew: it has to see the release just made.
await (await Manifest.fromManifest(github, 'main')).createPullRequests();
