import { hash } from 'node:crypto';
import { firstGeneration } from '../../migrations/first-generation.ts';

/** As `CLUSTER_SHARDS` of libs/counter/src/redis.counter.ts. */
const HASHES = 16;
const SLOTS = 16_384;

/** Where names and hashes lie in a cluster of so many masters whose slots are split evenly, as redis-cli does. */
export function clusterOf(masters: number): { hashOfName: number[]; serverOfHash: number[] } {
  return {
    hashOfName: firstGeneration.map(
      ({ name }) => Number.parseInt(hash('sha256', name).slice(0, 8), 16) % HASHES,
    ),
    serverOfHash: Array.from({ length: HASHES }, (_, index) =>
      Math.floor((slotOf(String(index)) * masters) / SLOTS),
    ),
  };
}

/** Of a key, or of what stands in its braces: CRC16 (XMODEM), Redis Cluster specification, "Key distribution model". */
function slotOf(key: string): number {
  let crc = 0;
  for (const byte of Buffer.from(key)) {
    crc ^= byte << 8;
    for (let bit = 0; bit < 8; bit++) crc = ((crc << 1) ^ (crc & 0x8000 ? 0x1021 : 0)) & 0xffff;
  }
  return crc % SLOTS;
}
