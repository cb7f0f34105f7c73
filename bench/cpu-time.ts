import { readFileSync } from 'node:fs';

/** `USER_HZ`: clock ticks a second in /proc, on every Linux that Node.js runs on. */
const TICKS_PER_S = 100;

/** CPU time of a process up to now, user and system, in microseconds: fields 14 and 15 of proc_pid_stat(5). */
export function cpuMicroseconds(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return ((Number(fields[11]) + Number(fields[12])) / TICKS_PER_S) * 1e6;
}
