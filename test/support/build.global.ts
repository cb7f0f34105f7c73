import { execFileSync } from 'node:child_process';

/** Compiles the service, so that the specs start what users start. */
export default function setup(): void {
  execFileSync('npm', ['run', '--silent', 'build'], { stdio: 'inherit' });
}
