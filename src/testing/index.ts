export { type Expectation, expectAccess, type Sight } from './expect-access.js'
export {
  type SampleOf,
  type SampleOptions,
  type SamplesOptions,
  sampleRow,
  sampleRows,
} from './sample/rows.js'
export { type TestGate, type TestGateOptions, testGate } from './test-gate.js'
