import { readdir, readFile } from 'node:fs/promises';

/** Node.js puts off collecting for as long as there is room; in this one a leak of objects ends the process. */
export const SMALL_HEAP = '--max-old-space-size=96 --max-semi-space-size=4';

/** What a process of Linux holds; sizes in MiB. */
export interface Usage {
  resident: number;
  /** The most that was ever resident. */
  peak: number;
  descriptors: number;
}

export async function usageOf(pid: number): Promise<Usage> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  const mebibytes = (field: string) =>
    Math.round(Number(new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(status)?.[1]) / 1024);
  return {
    resident: mebibytes('VmRSS'),
    peak: mebibytes('VmHWM'),
    descriptors: (await readdir(`/proc/${pid}/fd`)).length,
  };
}
