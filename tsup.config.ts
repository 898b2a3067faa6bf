import { rmSync } from 'node:fs'
import { defineConfig, type Options } from 'tsup'

// here and not by tsup's `clean`: several builds write side by side, and none may sweep away another's files
rmSync('dist', { recursive: true, force: true })

const shared: Options = {
  entry: {
    index: 'src/index.ts',
    'sinks/memory': 'src/sinks/memory.ts',
    'sinks/console': 'src/sinks/console.ts',
    'sinks/file': 'src/sinks/file.ts',
    'sinks/journal': 'src/sinks/journal/index.ts',
    'sinks/pino': 'src/sinks/pino.ts',
    'sinks/postgres': 'src/sinks/postgres/index.ts',
    'sinks/filtered': 'src/sinks/filtered.ts',
    'sinks/batched': 'src/sinks/batched.ts',
    'sinks/mapped': 'src/sinks/mapped.ts',
    'stores/memory': 'src/stores/memory.ts',
    'stores/lookup': 'src/stores/lookup.ts',
    'stores/cached': 'src/stores/cached.ts',
    'stores/postgres': 'src/stores/postgres/index.ts',
    'stores/redis': 'src/stores/redis/index.ts',
    audit: 'src/audit/index.ts',
    express: 'src/express/index.ts',
    fastify: 'src/fastify/index.ts',
    context: 'src/context/index.ts',
    testing: 'src/testing/index.ts',
    'testing/vitest': 'src/testing/vitest.ts',
    'testing/jest': 'src/testing/jest.ts',
    'testing/yaml': 'src/testing/yaml.ts',
    yaml: 'src/yaml.ts',
  },
  target: 'node20',
  // nothing of Node is filled in: a door that needs a `node:` module says so itself
  platform: 'neutral',
  external: [/^node:/],
  // ESM only: Jest and Node 22.0 to 22.11 cannot `require` it; and to find its five files took a third of our import
  noExternal: [/^@noble\/hashes/],
  removeNodeProtocol: false,
  // one copy of each error class and brand for all doors of a format
  splitting: true,
  // by rollup; without it tsup writes CommonJS by sucrase, which rewrites classes and `?.`
  treeshake: true,
  sourcemap: true,
}

export default defineConfig([
  // the command stands on the same chunks as the doors; it is ESM alone, and loads what it needs when it is asked
  { ...shared, entry: { ...shared.entry, cli: 'src/cli/main.ts' }, format: ['esm'] },
  { ...shared, format: ['cjs'] },
  { ...shared, format: ['esm', 'cjs'], dts: { only: true } },
])
