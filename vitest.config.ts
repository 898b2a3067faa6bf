import { defineConfig } from 'vitest/config'

/** What asks servers, shells and the system rather than Node: CI runs it on one Node and leaves it out on the others. */
const ELSEWHERE = process.env['OTHER_NODE']
  ? [
      'test/cli/**',
      'test/faults/**',
      'test/{sinks,stores}/postgres/**',
      'test/stores/redis/**',
      'test/threats/shutdown.test.ts',
    ]
  : []

export default defineConfig({
  // `purposebound` and its doors mean src, as tsconfig.json says
  resolve: { tsconfigPaths: true },
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          // no timing decides a test: this only ends what hangs
          testTimeout: 30_000,
          hookTimeout: 60_000,
          include: ['test/**/*.test.ts'],
          exclude: ['test/docs.test.ts', 'test/docs.sessions.test.ts', 'test/package.test.ts', ...ELSEWHERE],
        },
      },
      {
        extends: true,
        test: {
          name: 'types',
          include: [],
          typecheck: {
            enabled: true,
            only: true,
            include: ['test/**/*.test-d.ts'],
            tsconfig: './tsconfig.json',
          },
        },
      },
      {
        extends: true,
        test: {
          name: 'docs',
          include: ['test/docs.test.ts', 'test/docs.sessions.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'package',
          include: ['test/package.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
    ],
    coverage: {
      provider: 'v8',
      include: ['src/**/*.ts'],
      reporter: ['text-summary', 'json-summary', 'html'],
      thresholds: { lines: 90, functions: 90, branches: 85, statements: 90 },
    },
  },
})
