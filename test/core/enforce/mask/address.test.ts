import { describe, expect, it } from 'vitest'
import { FULL } from '../../../../src/core/enforce/mask/mask.js'
import { municipalitiesOf } from '../../../../src/core/enforce/mask/municipalities.js'
import { ENGLISH_PREFECTURES, PREFECTURES } from '../../../../src/core/enforce/mask/prefectures.js'
import { maskFor } from './masked.js'

const prefecture = maskFor('address')
const city = maskFor({ op: 'address', to: 'city' })

describe('address', () => {
  it.each([
    '東京都千代田区丸の内1-1-1',
    '〒100-0005 東京都千代田区丸の内1-1-1',
    '〒１００−０００５　東京都　千代田区　丸の内１－１－１',
    '1000005東京都千代田区丸の内1-1-1',
    '日本、〒100-0005 東京都千代田区丸の内1-1-1',
    '東京都千代田区丸の内一丁目\n丸ビル101',
  ])('shows the prefecture of %j, or the city as well', (address) => {
    expect(prefecture(address)).toBe('東京都')
    expect(city(address)).toBe('東京都千代田区')
  })

  it.each([
    ['神奈川県横浜市中区山下町1', '神奈川県横浜市'],
    ['北海道余市郡余市町黒川町1', '北海道余市町'],
    ['長野県北佐久郡軽井沢町大字軽井沢1', '長野県軽井沢町'],
    ['長野県軽井沢町大字軽井沢1', '長野県軽井沢町'],
    ['沖縄県島尻郡座間味村1', '沖縄県座間味村'],
    ['東京都三宅島三宅村1', '東京都三宅村'],
    ['三重県四日市市諏訪町1', '三重県四日市市'],
    ['広島県府中市府中町1', '広島県府中市'],
    ['広島県安芸郡府中町1', '広島県府中町'],
    ['奈良県大和郡山市北郡山町1', '奈良県大和郡山市'],
    ['佐賀県杵島郡大町町1', '佐賀県大町町'],
    ['神奈川県茅ケ崎市1', '神奈川県茅ヶ崎市'],
    ['北海道虻田郡ﾆｾｺ町1', '北海道ニセコ町'],
    ['東京都葛\u{e0100}飾区1', '東京都葛飾区'],
  ])('shows of %s, as a city, %s: no county, no ward of a city, no street', (address, shown) => {
    expect(city(address)).toBe(shown)
  })

  it('shows nothing as a city where there is none', () => {
    for (const address of [
      '東京都',
      '東京都大手町1-1-1',
      '神奈川県山下町1',
      '京都府祇園町南側',
      '大阪府道頓堀1',
    ]) {
      expect(city(address)).toBe(FULL)
    }
  })

  it('knows every municipality', () => {
    const all = PREFECTURES.flatMap((name) =>
      [...municipalitiesOf(name)!.values()].map((each) => name + each),
    )
    expect(all.length).toBe(1741)
    for (const name of all) {
      expect(city(`${name}本町1-2-3`)).toBe(name)
      expect(city(name)).toBe(name)
    }
  })

  it.each([
    '1-1-1 Marunouchi, Chiyoda-ku, Tokyo 100-0005, Japan',
    '1-1-1 Marunouchi, Chiyoda-ku, TOKYO 100-0005 JAPAN',
    'Marunouchi, Tokyo, Japan 100-0005',
    'Chiyoda-ku, Tōkyō-to',
    'Chiyoda City, Tokyo Prefecture',
    'tokyo',
  ])('shows the prefecture of %j, and no city in Latin letters', (address) => {
    expect(prefecture(address)).toBe('Tokyo')
    expect(city(address)).toBe(FULL)
  })

  it('knows every prefecture in English', () => {
    expect(PREFECTURES.length).toBe(47)
    for (const name of ENGLISH_PREFECTURES.values())
      expect(prefecture(`1-2-3 Honcho, ${name}, Japan`)).toBe(name)
  })

  it.each([
    '',
    '221B Baker Street, London NW1 6XE, UK',
    '1600 Pennsylvania Avenue NW, Washington, DC 20500',
    'Platz der Republik 1, 11011 Berlin',
    'Tokyo Street 5, Springfield',
    '千代田区丸の内1-1-1',
    '横浜市中区山下町1',
    '〒100-0005',
    '私書箱 東京都',
    '中国北京市朝阳区',
    '北海',
  ])('shows nothing of %j, which does not name its prefecture', (address) => {
    expect(prefecture(address)).toBe(FULL)
    expect(city(address)).toBe(FULL)
  })
})
