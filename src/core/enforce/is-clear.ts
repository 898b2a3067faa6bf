import { isClearIn } from './withheld.js'
export const isClear = isClearIn as (view: unknown, field: string) => boolean
