import { describe, expect, it } from 'vitest'
import { FULL } from '../../../../src/core/enforce/mask/mask.js'
import { maskFor } from './masked.js'

const name = maskFor('name')
const birthDate = maskFor('birth_date')

describe('name', () => {
  it.each([
    ['Aiko Sato', 'A*** S***'],
    ['Sato, Aiko', 'S*** A***'],
    ["Conan O'Brien", 'C*** O***'],
    ['Jean-Luc Picard', 'J*** P***'],
    ['María de los Ángeles', 'M*** d*** l*** Á***'],
    ['佐藤愛子', '佐***'],
    ['佐藤　愛子', '佐*** 愛***'],
    ['佐々木 小次郎', '佐*** 小***'],
    ['サトウ アイコ', 'サ*** ア***'],
    ['ｻﾄｳ ｱｲｺ', 'ｻ*** ｱ***'],
    ['ﾀﾞﾃ ﾏｻﾑﾈ', 'ﾀﾞ*** ﾏ***'],
    ['ジョン・スミス', 'ジ*** ス***'],
    ['𠮷野 家光', '𠮷*** 家***'],
    ['葛\u{e0100}城', '葛\u{e0100}***'],
    ['E\u0301milie', 'E\u0301***'],
    ['김철수', '김***'],
    ['محمد علي', 'م*** ع***'],
  ])('shows the initials of %s', (given, shown) => {
    expect(name(given)).toBe(shown)
  })

  it('hides a part of one letter, which its initial would show whole', () => {
    expect(name('J. Smith')).toBe('*** S***')
    expect(name('林 愛子')).toBe('*** 愛***')
    expect(name('E\u0301 Dupont')).toBe('*** D***')
    expect(name(`A${'\u3164'.repeat(9)} Dupont`)).toBe('*** D***')
  })

  it.each(['林', 'A', 'É', '林 愛', 'J. R.', 'ﾀﾞ', '', ' ', '・'])(
    'shows nothing of %j, of which nothing would be hidden',
    (given) => {
      expect(name(given)).toBe(FULL)
    },
  )

  it.each([
    'Aiko 090-1234-5678',
    'aiko@example.com',
    '佐藤（田中）愛子',
    'the member who called us twice about her card',
    '4242',
    '***',
    'A*** S***',
    'Aiko\u0000Sato',
    'Ai\u202eko',
    'Aiko\ud800',
    'a'.repeat(201),
    `a${'\u0301'.repeat(20)}b`,
  ])('shows nothing of %j, which is no name', (given) => {
    expect(name(given)).toBe(FULL)
  })
})

describe('birth_date', () => {
  it.each([
    '1991-05-01',
    '1991-5-1',
    '1991/05/01',
    '1991.05.01',
    '1991-05-01T09:30:00.123Z',
    '1991-05-01T00:00:00+09:00',
    '1991-05-01 00:00:00+09',
    '05/01/1991',
    '31.05.1991',
    'May 1, 1991',
    'Sept. 1st, 1991',
    '1 May 1991',
    '01-MAY-1991',
    '1991年5月1日',
    '１９９１年５月１日',
    '１９９１／０５／０１',
    '1991 年 5 月 1 日',
    '平成3年5月1日',
    '平成３年５月１日',
    '㍻3年5月1日',
    'H3.5.1',
    'Ｈ３・５・１'.replaceAll('・', '．'),
    'h3/5/1',
  ])('shows the year of %s and nothing else', (date) => {
    expect(birthDate(date)).toBe('1991')
  })

  it.each([
    ['明治45年7月29日', '1912'],
    ['大正元年7月30日', '1912'],
    ['昭和元年12月25日', '1926'],
    ['昭和64年1月7日', '1989'],
    ['平成元年1月8日', '1989'],
    ['平成31年4月30日', '2019'],
    ['令和元年5月1日', '2019'],
    ['S50.12.31', '1975'],
    ['2000-02-29', '2000'],
  ])('reads %s as a day in %s', (date, year) => {
    expect(birthDate(date)).toBe(year)
  })

  it('shows the year of a Date in UTC, as text', () => {
    expect(birthDate(new Date('1991-05-01'))).toBe('1991')
    expect(birthDate(new Date('0044-03-15'))).toBe('0044')
    expect(birthDate(new Date('+010000-01-01'))).toBe(FULL)
    expect(birthDate(new Date(8.64e15))).toBe(FULL)
  })

  it.each([
    '',
    '1991',
    '1991-05',
    '19910501',
    '1991-02-29',
    '1991-13-01',
    '1991-00-01',
    '1991-05-00',
    '1991-05-32',
    '0000-05-01',
    '1991-05-01T25:00',
    '1991-05-01 and more',
    'born 1991-05-01',
    '91-05-01',
    '昭和65年1月1日',
    '昭和0年1月1日',
    '慶応3年1月1日',
    '平成三年五月一日',
    '1 Mayday 1991',
    'Foo 1, 1991',
    '31/31/1991',
  ])('shows nothing of %j, which is no day', (text) => {
    expect(birthDate(text)).toBe(FULL)
  })

  it('leaves out a number of milliseconds', () => {
    expect(birthDate(673_056_000_000)).toBeUndefined()
  })
})
