type Counts = { passed: number; failed: number; skipped: number }
type VitestFile = { status: string; assertionResults: readonly { status: string }[] }
export function countVitest(report: { numPassedTests: number; numFailedTests: number; numPendingTests: number; numTodoTests: number; testResults: readonly VitestFile[] }): Counts
export function countPlaywright(report: { stats: { expected: number; unexpected: number; flaky: number; skipped: number }; errors: readonly unknown[] }): Counts
