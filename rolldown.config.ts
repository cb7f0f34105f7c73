import { defineConfig } from 'rolldown';

/** Optional peers of our dependencies that are not installed, and drivers of databases that are not used. */
const absent = [
  /^@nestjs\/(axios|microservices|mongoose|platform-express|sequelize|typeorm|websockets)(\/|$)/,
  /^@(fastify\/(multipart|view)|google-cloud\/spanner|grpc\/.*|mikro-orm\/.*|prisma\/client|sap\/.*)$/,
  /^(better-sqlite3|class-transformer|class-validator|expo-sqlite|mongodb|mongoose|mssql|mysql|oracledb|pg|pg-native)$/,
  /^(pg-query-stream|react-native-sqlite-storage|redis|sequelize|sqlite3|typeorm-aurora-data-api-driver)$/,
];

/** Packages that read files of their own at run time; the image holds them beside the bundle. */
const withFiles = ['sql.js', 'swagger-ui-dist'];

/**
 * Bundles what `nest build` compiled, for the image: a few files are loaded in half the time of some two thousand. Each
 * program is bundled by itself, so that reflect-metadata comes before what uses it. Names are kept, since migrations
 * are recorded by their class.
 */
export default defineConfig(
  Object.entries({
    main: 'dist/apps/api/apps/api/src/main.js',
    'health-probe': 'dist/apps/api/apps/api/src/health-probe.js',
    counts: 'dist/apps/api/apps/api/src/counts.js',
    migrate: 'dist/apps/migrate/apps/migrate/src/main.js',
  }).map(([name, program]) => ({
    input: { [name]: program },
    platform: 'node' as const,
    external: [...absent, ...withFiles],
    output: { dir: `dist/bundle/${name}`, format: 'esm' as const, keepNames: true },
  })),
);
