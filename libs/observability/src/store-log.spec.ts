import { Logger } from '@nestjs/common';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { StoreLog } from './store-log.js';

describe('StoreLog', () => {
  const warn = vi.spyOn(Logger.prototype, 'warn');
  const info = vi.spyOn(Logger.prototype, 'log');
  const guards = [{ isUp: true }, { isUp: true }];
  let log: StoreLog;

  beforeEach(() => {
    Logger.overrideLogger(false);
    warn.mockClear();
    info.mockClear();
    log = new StoreLog('redis', () => guards);
    for (const guard of guards) guard.isUp = true;
  });

  function takeDown(guard: number, reason: string): void {
    guards[guard]!.isUp = false;
    log.down(reason);
  }

  function takeUp(guard: number): void {
    guards[guard]!.isUp = true;
    log.up();
  }

  it('gives the first reason alone when several guards find the store down', () => {
    takeDown(0, 'connection closed');
    takeDown(1, 'no answer');
    expect(warn.mock.calls).toEqual([
      ['redis is down: connection closed; if it should be up, check the settings REDIS_…'],
    ]);
  });

  it('says that the store is up once all guards let calls through', () => {
    takeDown(0, 'connection closed');
    takeDown(1, 'connection closed');
    takeUp(1);
    expect(info).not.toHaveBeenCalled();
    takeUp(0);
    expect(info.mock.calls).toEqual([['redis is up']]);
  });

  it('says it once at the start', () => {
    for (const guard of guards) guard.isUp = false;
    takeUp(0);
    takeUp(1);
    log.up();
    expect(info).toHaveBeenCalledTimes(1);
  });

  it('tells of each outage anew', () => {
    takeDown(0, 'connection closed');
    takeUp(0);
    takeDown(1, 'no answer');
    takeUp(1);
    expect(warn).toHaveBeenCalledTimes(2);
    expect(info).toHaveBeenCalledTimes(2);
  });
});
