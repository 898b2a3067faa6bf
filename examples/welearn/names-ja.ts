/** Japanese names with their readings: faker has the names, and no readings. */
export const FAMILY_NAMES = [
  ['佐藤', 'サトウ'],
  ['鈴木', 'スズキ'],
  ['高橋', 'タカハシ'],
  ['田中', 'タナカ'],
  ['伊藤', 'イトウ'],
  ['渡辺', 'ワタナベ'],
  ['山本', 'ヤマモト'],
  ['中村', 'ナカムラ'],
  ['小林', 'コバヤシ'],
  ['加藤', 'カトウ'],
  ['吉田', 'ヨシダ'],
  ['長谷川', 'ハセガワ'],
  ['五十嵐', 'イガラシ'],
  ['森', 'モリ'],
  ['林', 'ハヤシ'],
] as const

export const GIVEN_NAMES = [
  ['愛子', 'アイコ'],
  ['健', 'ケン'],
  ['陽葵', 'ヒマリ'],
  ['結衣', 'ユイ'],
  ['大翔', 'ヒロト'],
  ['蓮', 'レン'],
  ['さくら', 'サクラ'],
  ['美咲', 'ミサキ'],
  ['拓也', 'タクヤ'],
  ['直樹', 'ナオキ'],
  ['恵子', 'ケイコ'],
  ['翔太', 'ショウタ'],
] as const

/** Towns that exist, since the mask of an address knows the real prefectures. */
export const TOWNS = [
  ['〒100-0005', '東京都千代田区丸の内', 'Marunouchi, Chiyoda-ku, Tokyo 100-0005'],
  ['〒150-0041', '東京都渋谷区神南', 'Jinnan, Shibuya-ku, Tokyo 150-0041'],
  ['〒220-0012', '神奈川県横浜市西区みなとみらい', 'Minatomirai, Nishi-ku, Yokohama, Kanagawa 220-0012'],
  ['〒530-0001', '大阪府大阪市北区梅田', 'Umeda, Kita-ku, Osaka 530-0001'],
  ['〒604-8006', '京都府京都市中京区下丸屋町', 'Shimomaruya-cho, Nakagyo-ku, Kyoto 604-8006'],
  ['〒060-0042', '北海道札幌市中央区大通西', 'Odorinishi, Chuo-ku, Sapporo, Hokkaido 060-0042'],
  ['〒460-0008', '愛知県名古屋市中区栄', 'Sakae, Naka-ku, Nagoya, Aichi 460-0008'],
  ['〒810-0001', '福岡県福岡市中央区天神', 'Tenjin, Chuo-ku, Fukuoka 810-0001'],
  ['〒980-0021', '宮城県仙台市青葉区中央', 'Chuo, Aoba-ku, Sendai, Miyagi 980-0021'],
  ['〒900-0015', '沖縄県那覇市久茂地', 'Kumoji, Naha, Okinawa 900-0015'],
] as const
