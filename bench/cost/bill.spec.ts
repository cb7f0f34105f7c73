import { describe, expect, it } from 'vitest';
import { BILLS, crossing } from './bill.js';

const usage = { idle: 0.002, visitS: 0.00005 };
const twoPods = BILLS['two pods or more']!;
const toZero = BILLS['pods, to zero']!;
const byInstance = BILLS['Cloud Run, by instance']!;
const byRequest = BILLS['Cloud Run, by request']!;

describe('the bill of a month', () => {
  it('is nothing without a visit, but where pods always run', () => {
    expect(toZero(0, usage) + byInstance(0, usage) + byRequest(0, usage)).toBe(0);
    // Two of a quarter of a vCPU and half a gigabyte.
    expect(twoPods(0, usage)).toBeCloseTo(2 * 730 * (0.25 * 0.04048 + 0.5 * 0.004445));
  });

  it('has as many pods as the visits fill', () => {
    expect(twoPods(10_000, usage)).toBeCloseTo((3 / 2) * twoPods(0, usage));
    expect(toZero(10_000, usage)).toBe(twoPods(10_000, usage));
  });

  it('is that of one pod while somebody comes now and then', () => {
    expect(toZero(1, usage)).toBeCloseTo(twoPods(1, usage) / 2);
    // A visit in 300 s leaves a pod with nothing to do for e^-1 of the time.
    expect(toZero(1 / 300, usage)).toBeCloseTo((1 - Math.exp(-1)) * toZero(1, usage));
  });

  it('has a price for each request, where requests are billed', () => {
    expect(byRequest(10_000, usage)).toBeGreaterThan(10_000 * 730 * 3600 * 0.4e-6);
  });

  it('finds from where on the one way costs more than the other', () => {
    const at = crossing(byRequest, twoPods, usage)!;
    expect(byRequest(at, usage)).toBeGreaterThan(twoPods(at, usage));
    expect(byRequest(at / 1.02, usage)).toBeLessThan(twoPods(at, usage));
    expect(crossing(toZero, twoPods, usage)).toBeUndefined();
  });
});
