import { describe, expect, it } from 'vitest'
import { FULL } from '../../../../src/core/enforce/mask/mask.js'
import { maskFor } from './masked.js'

const email = maskFor('email')
const phone = maskFor('phone')

describe('email', () => {
  it.each([
    ['aiko@example.com', 'a********@example.com'],
    [' aiko.sato+news@mail.example.co.jp ', 'a********@mail.example.co.jp'],
    ['ａｉｋｏ＠ｅｘａｍｐｌｅ．ｃｏｍ', 'a********@example.com'],
    ['佐藤愛子@example.jp', '佐********@example.jp'],
    ['taro@日本語.jp', 't********@日本語.jp'],
    ['taro@xn--wgv71a119e.xn--q9jyb4c', 't********@xn--wgv71a119e.xn--q9jyb4c'],
    ['e\u0301cole@example.fr', 'é********@example.fr'],
    ['123@example.com', '1********@example.com'],
  ])('shows the first character and the domain of %s', (address, shown) => {
    expect(email(address)).toBe(shown)
  })

  it('shows nothing of a local part of one or two letters', () => {
    expect(email('a@example.com')).toBe(FULL)
    expect(email('jo@example.com')).toBe(FULL)
    expect(email('𠮷野@example.jp')).toBe(FULL)
    expect(email('j.o@example.com')).toBe(FULL)
    expect(email('a-----@b.co')).toBe(FULL)
  })

  it.each([
    'aiko@aiko-sato.jp',
    'aiko.sato@aikosato.jp',
    'AikoSato@aiko-sato.jp',
    'info+sato@sato.co.jp',
    'a.i.k@aik.jp',
  ])('shows nothing of %s, whose domain says what would be hidden', (address) => {
    expect(email(address)).toBe(FULL)
  })

  it.each([
    '',
    'aiko',
    'aiko@',
    '@example.com',
    'aiko@localhost',
    'aiko@@example.com',
    'aiko@example.com@evil.example',
    '"aiko sato"@example.com',
    '"aiko@home"@example.com',
    'Aiko <aiko@example.com>',
    'mailto:aiko@example.com',
    'aiko@[203.0.113.195]',
    'aiko@203.0.113.195',
    'aiko@example..com',
    'aiko@-example.com',
    'aiko@example.com, taro@example.com',
    `${'a'.repeat(65)}@example.com`,
    `aiko@${'a'.repeat(64)}.com`,
    `aiko@${'a.'.repeat(130)}com`,
    'aiko\ud800@example.com',
  ])('shows nothing of %j, which is no plain address', (text) => {
    expect(email(text)).toBe(FULL)
  })
})

describe('phone', () => {
  it.each([
    '090-1234-5678',
    '09012345678',
    '０９０−１２３４−５６７８',
    '090ー1234ー5678',
    '(03)1234-5678',
    '（０３）１２３４－５６７８',
    '03 1234 5678',
    '0120-12-5678',
    '+81 90 1234 5678',
    '+81-3-1234-5678',
    '+81 (0)3-1234-5678',
    '＋８１９０１２３４５６７８',
    '+1 (415) 555-5678',
    '(415) 555-5678',
    '415.555.5678',
    '1-415-555-5678',
    '+44 20 7946 5678',
    '020 7946 5678',
    '+33 1 23 45 56 78',
    '01 23 45 56 78',
  ])('shows the last 4 digits of %s', (number) => {
    expect(phone(number)).toBe('********5678')
  })

  it.each([
    '',
    '110',
    '1234-5678',
    '555-1234',
    '03-1234-5678 内線123',
    '03-1234-5678 ext. 123',
    '03-1234-5678x123',
    '03-1234-5678 (内)',
    '03-1234-5678;123',
    '+81 3 1234 5678 123',
    '03-1234-5678 / 090-1234-5678',
    '03-1234-5678 090-1234-5678',
    'tel:+81312345678',
    '+81',
    '+0312345678',
    '00 81 3 1234 5678',
    '123456789012',
    '4242424242424242',
    '123-45-6789',
    '1991-05-01',
    '(03(1234)5678',
    '〇九〇一二三四五六七八',
    '090-1234-5678-',
  ])('shows nothing of %j, which is not surely one phone number', (text) => {
    expect(phone(text)).toBe(FULL)
  })
})
