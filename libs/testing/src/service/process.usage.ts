import { readdirSync, readFileSync } from 'node:fs';

/** A heap in which a leak of objects ends the process; in a larger one Node.js puts off collecting. */
export const SMALL_HEAP = '--max-old-space-size=96 --max-semi-space-size=4';

/** `USER_HZ`: clock ticks a second in /proc, on every Linux that Node.js runs on. */
const TICKS_PER_S = 100;

/** What a process of Linux uses; sizes in MiB. */
export interface ProcessUsage {
  resident: number;
  /** The most that was ever resident. */
  peak: number;
  descriptors: number;
  /** CPU time up to now, user and system, in microseconds. */
  cpuUs: number;
}

/** Reads proc_pid_status(5) and fields 14 and 15 of proc_pid_stat(5). */
export function usageOf(pid: number): ProcessUsage {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const mebibytes = (field: string) =>
    Math.round(Number(new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(status)?.[1]) / 1024);
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return {
    resident: mebibytes('VmRSS'),
    peak: mebibytes('VmHWM'),
    descriptors: readdirSync(`/proc/${pid}/fd`).length,
    cpuUs: ((Number(fields[11]) + Number(fields[12])) / TICKS_PER_S) * 1e6,
  };
}
