import { execFileSync } from 'node:child_process';

/** Builds the service and its snapshot, so that the specs start what the image runs. */
export default function setup(): void {
  for (const script of ['build', 'snapshot'])
    execFileSync('npm', ['run', '--silent', script], { stdio: ['ignore', 'ignore', 'inherit'] });
}
