import { parsePolicy } from '../../src/index.js'
import { shop } from '../shop.js'

/** The shop with a controller, whom people can ask. */
export function policyOf({ contact }: { readonly contact: string }): typeof shop {
  const document = { ...structuredClone(shop.document), controller: { name: 'Shop Ltd.', contact } }
  return parsePolicy(document, { schemas: shop.schemas }) as unknown as typeof shop
}
