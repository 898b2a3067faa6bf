// what `coverage` reads: the same type as that of `purposebound`
export type { Exercised } from '../index.js'
export {
  assertAudited,
  assertDenies,
  assertMatrix,
  assertPermits,
  assertReveals,
  assertSeesTheSame,
} from './assertions.js'
export type { AuditPattern } from './audit-pattern.js'
export type { Recorded } from './audited.js'
export { type ExpectAccessOptions, type Expectation, expectAccess } from './expect-access.js'
export type { Seen } from './look.js'
export { matchers, type PurposeMatchers } from './matchers.js'
export type { Judged } from './received.js'
export {
  type SampleOf,
  type SampleOptions,
  type SamplesOptions,
  sampleRow,
  sampleRows,
} from './sample/rows.js'
export type { Sight } from './sight.js'
export { consentStoreSuite } from './suites/consent-store-suite.js'
export type { OpenStore } from './suites/said.js'
export { type SinkUnderTest, sinkSuite } from './suites/sink-suite.js'
export type { WritableStore } from './suites/store-writing.js'
export type { SuiteCase } from './suites/suite-case.js'
export { type TestGate, type TestGateOptions, testGate } from './test-gate.js'
