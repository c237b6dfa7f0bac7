/**
 * Coordinates as people write them. The platform keeps CGCS2000 (which WGS-84 is, within a hand's breadth); maps of the Chinese internet show GCJ-02, and
 * one of them BD-09, some hundred metres off: they are converted, and the entry says from what.
 */
import gcoord from 'gcoord';
import type { Finding } from '../register.ts';
import type { Box } from '../shape.ts';

// The package's types describe a module it is not: what they call its default is the module itself.
const { transform, GCJ02, BD09, WGS84 } = gcoord as unknown as typeof gcoord.default;

export const DATUMS = ['CGCS2000', 'GCJ-02', 'BD-09'] as const;
export type Datum = (typeof DATUMS)[number];

const CALLED: [RegExp, Datum][] = [
  [/^(cgcs\s*-?2000|wgs\s*-?84|2000|国家2000|大地2000|gps)/i, 'CGCS2000'],
  [/^(gcj\s*-?02|火星|高德|腾讯|国测局)/i, 'GCJ-02'],
  [/^(bd\s*-?09|百度)/i, 'BD-09'],
];
/** What a sheet calls a system of coordinates; null when it is none we know. */
export const datumOf = (said: string): Datum | null => CALLED.find(([pattern]) => pattern.test(said.trim()))?.[1] ?? null;

/**
 * Degrees from a text: 120.7508, 120°45′2.9″, 120度45分2.9秒, 120 45 2.9, with E or N before or behind; null when it is none.
 *
 * @example degreesOf('120°45′30″E') // 120.75833…
 */
export function degreesOf(text: string): number | null {
  const plain = text
    .normalize('NFKC')
    .trim()
    .replace(/^(东经|北纬|经度|纬度|[EN])\s*[::]?\s*/i, '')
    .replace(/\s*[EN]$/i, '');
  if (/^[+-]?\d+(\.\d+)?\s*[°度]?$/.test(plain)) return Number.parseFloat(plain);
  const parts = /^(\d{1,3})\s*[°º度\s-]\s*(\d{1,2}(?:\.\d+)?)\s*(?:[′'’分\s-]\s*(?:(\d{1,2}(?:\.\d+)?)\s*(?:[″"”秒]|''|′′)?)?)?$/.exec(
    plain,
  );
  if (!parts) return null;
  const [degrees, minutes, seconds] = [Number(parts[1]), Number(parts[2]), Number(parts[3] ?? 0)];
  if (minutes >= 60 || seconds >= 60 || (parts[3] !== undefined && !Number.isInteger(minutes))) return null;
  // A hundred-millionth of a degree is a millimetre.
  return Math.round((degrees + minutes / 60 + seconds / 3600) * 1e8) / 1e8;
}

/** The position in degrees of CGCS2000, to a ten-millionth of a degree: a centimetre, and the conversions are good to a metre. */
export function converted(lon: number, lat: number, datum: Datum): { lon: number; lat: number } {
  if (datum === 'CGCS2000') return { lon, lat };
  const [x, y] = transform([lon, lat], datum === 'GCJ-02' ? GCJ02 : BD09, WGS84);
  return { lon: Math.round((x as number) * 1e7) / 1e7, lat: Math.round((y as number) * 1e7) / 1e7 };
}

/** Where the city and its districts lie, as far as its pack knows. */
export interface Whereabouts {
  city: Box | undefined;
  district(code: string): { name: string; box: Box } | undefined;
}

const inside = ([west, south, east, north]: Box, lon: number, lat: number) => lon >= west && lon <= east && lat >= south && lat <= north;

/** What is wrong with where a thing is said to lie. */
export function whereFaults(
  { lon, lat, district }: { lon: number; lat: number; district: string },
  whereabouts: Whereabouts,
  row: number | null,
): Finding[] {
  const { city } = whereabouts;
  const at = (code: string, says: string, saysEn: string): Finding[] => [
    { row, field: 'lon', name: '经度', code, says, saysEn, value: `${lon}, ${lat}` },
  ];
  if (city && !inside(city, lon, lat)) {
    if (inside(city, lat, lon)) return at('swapped', '经度和纬度填反了', 'Longitude and latitude are the wrong way round');
    return at('outsideCity', '坐标不在本市范围内', 'The position lies outside the city');
  }
  const of = whereabouts.district(district);
  if (of && !inside(of.box, lon, lat))
    return at('outsideDistrict', `坐标不在${of.name}范围内`, `The position lies outside its district (${of.name})`);
  return [];
}
