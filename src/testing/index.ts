export { type Expectation, expectAccess, type Sight } from './expect-access.js'
export { type TestGate, type TestGateOptions, testGate } from './test-gate.js'
