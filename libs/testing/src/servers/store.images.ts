import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

const { services } = parse(readFileSync('compose.yaml', 'utf8')) as {
  services: Record<'mysql' | 'redis' | 'memcached', { image: string }>;
};

/** The images of the stores, as development has them. */
export const storeImages = {
  mysql: services.mysql.image,
  redis: services.redis.image,
  memcached: services.memcached.image,
};
