import { Buffer } from 'node:buffer'
import {
  canonical,
  chainHash,
  createTree,
  ed25519Signer,
  genesis,
  leafHash,
  openCheckpoint,
  signCheckpoint,
  verifierKey,
} from 'purposebound/audit'
import { describe, expect, it } from 'vitest'

// the test vector of the format: a seed of 32 times 7, and records that are minimal on purpose
const LOG = 'audit.example/orders/prod-1'
const RECORDS = [
  {
    effect: 'allow',
    fields: { masked: ['ssn'], returned: ['id', 'name'] },
    purpose: 'care.treatment',
    type: 'decision',
  },
  { effect: 'deny', purpose: 'marketing', reason: 'PURPOSE_NOT_CONSENTED', type: 'decision' },
  { cause: 'BUFFER_OVERFLOW', lost: 3, type: 'gap' },
]
const HASHES = [
  '9a1a2b753a599a085c39daba7999c92365b7632e26e6469728191d2da93372aa',
  'b869811ad3598804de3b3859ce792146530a588e13feff94cd494983ce38f3f3',
  '5e584873ed9dd3a46ab444d262a75ef593f6955c9c82963a0bea7c006a501f9c',
]
const SIGNATURE =
  'Grot0seoMDaa3yzngvSfp5i56Zec0RcUr9ypPilRf6URWgK45dEcPW11GhjE6nDtAAZ/NyDwUeqECccUzfpKZnrMFQg='

describe('the test vector', () => {
  const signer = ed25519Signer(new Uint8Array(32).fill(7))

  it('has the chain, the root, the note and the key that the format gives', async () => {
    const tree = createTree()
    let prev = genesis(LOG)
    expect(prev.toString('hex')).toBe('6e8b44bb9f54dbbf00cf208ea597097ab2260f1f20ce11bdd9c3e6eff3b963f1')
    for (const [seq, record] of RECORDS.entries()) {
      const canon = Buffer.from(canonical({ v: 1, log: LOG, seq, prev: prev.toString('hex'), ...record }))
      tree.add(leafHash(canon))
      prev = chainHash(seq, prev, canon)
      expect(prev.toString('hex')).toBe(HASHES[seq])
    }
    expect(tree.root().toString('hex')).toBe(
      '63c563f578f5f8d55f8d5ad44898580cdff27bad790620a4928c05c13c529d3f',
    )
    expect(verifierKey(LOG, signer.publicKey)).toBe(
      `${LOG}+1aba2dd2+AepKbGPinFIKvvVQexMuxfmVR3auvr57kkIe6mkURtIs`,
    )

    const note = await signCheckpoint({ log: LOG, size: 3, root: tree.root() }, signer)
    expect(note.endsWith(`\n\n— ${LOG} ${SIGNATURE}\n`)).toBe(true)
    expect(openCheckpoint(note, LOG, signer.publicKey)).toEqual({ log: LOG, size: 3, root: tree.root() })
  })
})
