import type { Exercised, Policy } from '../../index.js'
import { type PolicyTestOptions, policyTests } from './cases.js'

/** What came of one expectation. */
export interface PolicyTestResult {
  readonly name: string
  /** Where it stands in the file. */
  readonly line: number
  readonly passed: boolean
  /** Where, what was expected, what was seen and which rule decided; absent when it passed. */
  readonly message?: string
}

/** What came of a table. */
export interface PolicyTestReport {
  readonly file: string
  readonly passed: number
  readonly failed: number
  readonly results: readonly PolicyTestResult[]
  /** What the table has exercised: what `coverage` reads. */
  readonly exercised: readonly Exercised[]
}

/**
 * Runs a table of expectations in YAML or JSON (`*.policy-test.yaml`) against a policy.
 *
 * What is not listed is expected to be hidden, and who is not listed to be denied.
 *
 * @throws TableError `config_invalid` with every problem of the table; then nothing was run.
 * @example
 * ```ts
 * const { failed, results } = runPolicyTests(policy, readFileSync(file, 'utf8'), { file })
 * ```
 */
export function runPolicyTests(
  policy: Policy,
  text: string,
  options: PolicyTestOptions = {},
): PolicyTestReport {
  const { file = 'policy-test.yaml', exercised = [] } = options
  const results = policyTests(policy, text, { file, exercised }).map(
    ({ name, line, run }): PolicyTestResult => {
      try {
        run()
        return { name, line, passed: true }
      } catch (error) {
        return { name, line, passed: false, message: (error as Error).message }
      }
    },
  )
  const passed = results.filter((result) => result.passed).length
  return { file, passed, failed: results.length - passed, results, exercised }
}
