import { execFileSync } from 'node:child_process';

/** Builds the service, so that the specs start what the image runs. */
export default function setup(): void {
  execFileSync('npm', ['run', '--silent', 'build'], { stdio: ['ignore', 'ignore', 'inherit'] });
}
