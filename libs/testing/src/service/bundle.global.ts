import { execFileSync } from 'node:child_process';

/** Builds the service and its snapshot, so that the specs start what the image runs. */
export default function setup(): void {
  execFileSync('npm', ['run', '--silent', 'snapshot'], { stdio: ['ignore', 'ignore', 'inherit'] });
}
