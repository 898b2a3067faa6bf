/** One case of a suite: it rejects when what is tested does not pass. Data, for any test runner. */
export interface SuiteCase {
  readonly name: string
  run(): Promise<void>
}
