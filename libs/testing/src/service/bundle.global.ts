import { execFileSync } from 'node:child_process';

/** Bundles the service, so that the specs start what the image runs. */
export default function setup(): void {
  execFileSync('npm', ['run', '--silent', 'bundle'], { stdio: ['ignore', 'ignore', 'inherit'] });
}
