/** What of one sheet lies near to what, and is alike: by squares as wide as the distance, so that each row looks at nine of them. */

export interface Placed {
  row: number;
  code: string;
  name: string;
  lon: number;
  lat: number;
  /** The values of the fields in which the same thing is alike. */
  alike: string[];
}

const METRES_PER_DEGREE = 111_320;
const EARTH = 6_371_008.8;
const radians = (degrees: number) => (degrees * Math.PI) / 180;

/** Metres along the surface. */
export function away(a: { lon: number; lat: number }, b: { lon: number; lat: number }): number {
  const h =
    Math.sin(radians(b.lat - a.lat) / 2) ** 2 +
    Math.cos(radians(a.lat)) * Math.cos(radians(b.lat)) * Math.sin(radians(b.lon - a.lon) / 2) ** 2;
  return 2 * EARTH * Math.asin(Math.sqrt(Math.min(1, h)));
}

export class Squares {
  readonly #metres: number;
  readonly #squares = new Map<string, Placed[]>();

  constructor(metres: number) {
    this.#metres = metres;
  }

  /** The nearest three that were added before. */
  near(one: Placed): (Placed & { metres: number })[] {
    const found: (Placed & { metres: number })[] = [];
    const [x, y] = this.#square(one);
    for (let dx = -1; dx <= 1; dx += 1)
      for (let dy = -1; dy <= 1; dy += 1)
        for (const other of this.#squares.get(`${x + dx} ${y + dy} ${one.alike.join('\u001f')}`) ?? []) {
          const metres = away(one, other);
          if (metres <= this.#metres && other.code !== one.code) found.push({ ...other, metres });
        }
    return found.sort((a, b) => a.metres - b.metres || a.row - b.row).slice(0, 3);
  }

  add(one: Placed): void {
    const [x, y] = this.#square(one);
    const key = `${x} ${y} ${one.alike.join('\u001f')}`;
    const there = this.#squares.get(key);
    if (there) there.push(one);
    else this.#squares.set(key, [one]);
  }

  /** Squares are as high as the distance, and wider than it everywhere south of 60°. */
  #square({ lon, lat }: { lon: number; lat: number }): [number, number] {
    const size = (this.#metres / METRES_PER_DEGREE) * 1.01;
    return [Math.floor(lon / (2 * size)), Math.floor(lat / size)];
  }
}
