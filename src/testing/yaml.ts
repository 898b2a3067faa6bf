export { type PolicyTestCase, type PolicyTestOptions, policyTests } from './tables/cases.js'
export { type PolicyTestReport, type PolicyTestResult, runPolicyTests } from './tables/run.js'
export { TableError, type TableIssue } from './tables/table-error.js'
