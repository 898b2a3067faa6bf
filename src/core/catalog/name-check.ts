/** The keys of `T`, unwrapped from every alias, so that messages and hovers list them: `"support" | "direct_mail"`. */
export type Names<T> = [keyof T & string] extends [infer K extends string] ? K : never
export type Stray<K, Owner extends string> = `'${K & string}' does not exist in ${Owner}`
/** `T` is inferred, so TypeScript finds no property of it excessive: name the ones that are. */
export type Only<T, Known, Owner extends string> = T extends object
  ? { readonly [K in Exclude<keyof T, Known>]: Stray<K, Owner> }
  : unknown
