export function benchImport(_rounds: number): void {}
