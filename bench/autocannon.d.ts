declare module 'autocannon' {
  /** As much of it as `load.ts` uses. */
  export default function autocannon(options: {
    readonly url: string
    readonly amount: number
    readonly connections: number
  }): Promise<{
    readonly requests: { readonly total: number }
    readonly duration: number
    readonly non2xx: number
    readonly errors: number
  }>
}
