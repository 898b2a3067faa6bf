import { sinkSuite } from 'purposebound/testing'
import { afterEach, describe, expect, it } from 'vitest'
import type { AuditRecord } from '../../../src/index.js'
import { record } from '../record.js'
import {
  allOf,
  bytesOf,
  journal,
  LOG,
  newFolder,
  recordsOf,
  removeFolders,
  segmentsOf,
  signer,
} from './folder.js'

afterEach(removeFolders)

describe('journalSink as a sink', () => {
  for (const { name, run } of sinkSuite(() => {
    const folder = newFolder()
    return { sink: journal(folder, { signer }), read: () => recordsOf(folder) }
  }))
    it(name, run)
})

describe('journalSink: the bytes', () => {
  it('are those of the test vector', async () => {
    const folder = newFolder()
    const sink = journal(folder)
    await sink.write([
      {
        v: 1,
        type: 'decision',
        effect: 'allow',
        purpose: 'care.treatment',
        fields: { returned: ['id', 'name'], masked: ['ssn'] },
      },
      { v: 1, type: 'decision', effect: 'deny', purpose: 'marketing', reason: 'PURPOSE_NOT_CONSENTED' },
      { v: 1, type: 'gap', lost: 3, cause: 'BUFFER_OVERFLOW' },
    ] as unknown as AuditRecord[])
    await sink.close()
    expect(allOf(folder).map(({ hash }) => hash)).toEqual([
      '9a1a2b753a599a085c39daba7999c92365b7632e26e6469728191d2da93372aa',
      'b869811ad3598804de3b3859ce792146530a588e13feff94cd494983ce38f3f3',
      '5e584873ed9dd3a46ab444d262a75ef593f6955c9c82963a0bea7c006a501f9c',
    ])
    expect(bytesOf(folder).toString().split('\n')[1]).toBe(
      '{"effect":"deny","hash":"b869811ad3598804de3b3859ce792146530a588e13feff94cd494983ce38f3f3","log":"audit.example/orders/prod-1","prev":"9a1a2b753a599a085c39daba7999c92365b7632e26e6469728191d2da93372aa","purpose":"marketing","reason":"PURPOSE_NOT_CONSENTED","seq":1,"type":"decision","v":1}',
    )
  })

  it('begin with what they are', async () => {
    const folder = newFolder()
    const sink = journal(folder, { signer })
    await sink.write([record('1')])
    await sink.close()
    expect(allOf(folder)[0]).toMatchObject({
      seq: 0,
      log: LOG,
      type: 'config',
      config: { format: 'audit-chain/v1', integrity: 'signed' },
      app: { name: 'test' },
    })
    expect(segmentsOf(folder)).toEqual(['0000000000000000.jsonl'])
  })
})
