export {
  assertAudited,
  assertDenies,
  assertPermits,
  assertReveals,
  assertSeesTheSame,
} from './assertions.js'
export type { AuditPattern, Recorded } from './audited.js'
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
export { type TestGate, type TestGateOptions, testGate } from './test-gate.js'
