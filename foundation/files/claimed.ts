/**
 * What a photograph says of itself (Exif 2.3 in a TIFF block): when and where. A camera's clock and anybody's editor can write what they like, so this
 * is shown as claimed and proves nothing. The original keeps it; every picture we make of it is without.
 */

export interface Claimed {
  width?: number;
  height?: number;
  /** The camera's own civil time, as written: '2026-09-01 09:12:33'. It names no time zone. */
  takenAt?: string;
  /** Degrees, as the receiver wrote them (WGS 84, unless the camera converted). */
  lon?: number;
  lat?: number;
  device?: string;
}

const EXIF = 0x8769;
const GPS = 0x8825;
const SIZES: Record<number, number> = { 1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 7: 1, 9: 4, 10: 8 };

/** Reads the block; what is damaged in it is passed over. */
export function claimedOf(block: Buffer): Claimed {
  const tiff = block.subarray(0, 6).toString('latin1') === 'Exif\0\0' ? block.subarray(6) : block;
  if (tiff.length < 8) return {};
  const little = tiff.toString('latin1', 0, 2) === 'II';
  const u16 = (at: number) => (at + 2 <= tiff.length ? (little ? tiff.readUInt16LE(at) : tiff.readUInt16BE(at)) : 0);
  const u32 = (at: number) => (at + 4 <= tiff.length ? (little ? tiff.readUInt32LE(at) : tiff.readUInt32BE(at)) : 0);
  const entries = (at: number): Map<number, { type: number; count: number; at: number }> => {
    const found = new Map<number, { type: number; count: number; at: number }>();
    if (at <= 0 || at + 2 > tiff.length) return found;
    for (let i = 0; i < Math.min(u16(at), 200); i += 1) {
      const entry = at + 2 + i * 12;
      const type = u16(entry + 2);
      const count = u32(entry + 4);
      const inside = (SIZES[type] ?? 1) * count <= 4;
      found.set(u16(entry), { type, count, at: inside ? entry + 8 : u32(entry + 8) });
    }
    return found;
  };
  type Entry = { type: number; count: number; at: number } | undefined;
  const text = (entry: Entry) =>
    entry
      ? tiff
          .toString('latin1', entry.at, entry.at + Math.min(entry.count, 64))
          .replace(/\0.*$/s, '')
          .trim()
      : '';
  const ratio = (at: number) => (u32(at + 4) ? u32(at) / u32(at + 4) : Number.NaN);
  const degrees = (entry: Entry) =>
    entry?.type === 5 && entry.count === 3 ? ratio(entry.at) + ratio(entry.at + 8) / 60 + ratio(entry.at + 16) / 3600 : Number.NaN;

  const first = entries(u32(4));
  const exif = entries(first.has(EXIF) ? u32(first.get(EXIF)?.at ?? 0) : 0);
  const gps = entries(first.has(GPS) ? u32(first.get(GPS)?.at ?? 0) : 0);
  const claimed: Claimed = {};
  const taken = /^(\d{4}):(\d\d):(\d\d) (\d\d:\d\d:\d\d)$/.exec(text(exif.get(0x9003)) || text(first.get(0x0132)));
  if (taken) claimed.takenAt = `${taken[1]}-${taken[2]}-${taken[3]} ${taken[4]}`;
  const lat = degrees(gps.get(2)) * (text(gps.get(1)) === 'S' ? -1 : 1);
  const lon = degrees(gps.get(4)) * (text(gps.get(3)) === 'W' ? -1 : 1);
  if (Math.abs(lat) <= 90 && Math.abs(lon) <= 180) {
    claimed.lat = Math.round(lat * 1e6) / 1e6;
    claimed.lon = Math.round(lon * 1e6) / 1e6;
  }
  const device = `${text(first.get(0x010f))} ${text(first.get(0x0110))}`.replace(/[^\x20-\x7e]/g, '').trim();
  if (device) claimed.device = device;
  return claimed;
}
