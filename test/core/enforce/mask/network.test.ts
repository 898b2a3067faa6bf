import { describe, expect, it } from 'vitest'
import { FULL } from '../../../../src/core/enforce/mask/mask.js'
import { maskFor } from './masked.js'

const ip = maskFor('ip')

describe('ip', () => {
  it.each([
    ['203.0.113.195', '203.0.113.0'],
    ['0.0.0.0', '0.0.0.0'],
    ['255.255.255.255', '255.255.255.0'],
  ])('shows the /24 of %s', (address, network) => {
    expect(ip(address)).toBe(network)
  })

  it.each([
    ['2001:db8:abcd:12:1:2:3:4', '2001:db8:abcd::'],
    ['2001:0DB8:00ab::1', '2001:db8:ab::'],
    ['2001:db8::1', '2001:db8::'],
    ['1:2:3:4:5:6:7::', '1:2:3::'],
    ['::1', '::'],
    ['::', '::'],
    ['64:ff9b::203.0.113.195', '64:ff9b::'],
    ['1:2:3:4:5:6:203.0.113.195', '1:2:3::'],
  ])('shows the /48 of %s', (address, network) => {
    expect(ip(address)).toBe(network)
  })

  it('hides the last octet of an IPv4 address inside IPv6 as well', () => {
    expect(ip('::ffff:203.0.113.195')).toBe('::ffff:203.0.113.0')
    expect(ip('::FFFF:cb00:71c3')).toBe('::ffff:203.0.113.0')
    expect(ip('2002:cb00:71c3:1::1')).toBe('2002:cb00:7100::')
    expect(ip('::203.0.113.195')).toBe('::')
  })

  it.each([
    '',
    '203.0.113',
    '203.0.113.256',
    '203.0.113.195.1',
    '203.0.113.0195',
    '203.0.113.195:443',
    '203.0.113.0/24',
    '203.0.113.195, 198.51.100.7',
    ' 203.0.113.195',
    '0xcb.0.113.195',
    '3405803971',
    'fe80::1%eth0',
    '[2001:db8::1]',
    '2001:db8::1::2',
    '2001:db8:1:2:3:4:5',
    '1:2:3:4:5:6:7:8:9',
    '1:2:3:4:5:6:7:8::',
    '2001:db8::12345',
    ':::',
    ':',
    '::1.2.3',
    '1.2.3.4::',
    'example.com',
  ])('shows nothing of %j, which is no address', (text) => {
    expect(ip(text)).toBe(FULL)
  })
})
