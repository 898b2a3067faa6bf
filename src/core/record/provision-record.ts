/** Texts of the policy alone; when, what and whose it was stand in `time`, `fields` and `subjects` of the record. */
export interface ProvisionRecord {
  /** What lets the recipient have it. */
  readonly ground: 'consent' | 'law' | 'entrustment' | 'joint_use' | 'succession'
  readonly name: string
  readonly address?: string
  readonly representative?: string
  /** Who provided it. */
  readonly provider?: string
  readonly providerAddress?: string
  readonly providerRepresentative?: string
  /** Until when the record must be kept, where a law says so: RFC 3339 UTC. */
  readonly keepUntil?: string
}
