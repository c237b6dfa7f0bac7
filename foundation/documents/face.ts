/**
 * The one face every PDF of ours is set in: Noto Sans SC (SIL Open Font License), regular and bold. Word shows a document in the faces its template
 * names; a PDF carries its own, of which only what is used is embedded.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import fontkit from '@pdf-lib/fontkit';

const within = createRequire(import.meta.url);
const PATHS = {
  normal: '@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf',
  bold: '@expo-google-fonts/noto-sans-sc/700Bold/NotoSansSC_700Bold.ttf',
};
export type Weight = keyof typeof PATHS;

const bytes = new Map<Weight, Buffer>();
export function faceBytes(weight: Weight): Buffer {
  const known = bytes.get(weight) ?? readFileSync(within.resolve(PATHS[weight]));
  bytes.set(weight, known);
  return known;
}

interface Face {
  unitsPerEm: number;
  ascent: number;
  descent: number;
  hasGlyphForCodePoint(of: number): boolean;
  glyphForCodePoint(of: number): { advanceWidth: number };
}
const faces = new Map<Weight, Face>();
function face(weight: Weight): Face {
  const known = faces.get(weight) ?? (fontkit.create(faceBytes(weight)) as unknown as Face);
  faces.set(weight, known);
  return known;
}

const widths = new Map<string, number>();
/** Width of one character, in ems. */
export function widthOf(character: string, weight: Weight): number {
  const key = weight + character;
  const known = widths.get(key);
  if (known !== undefined) return known;
  const of = face(weight);
  const width = of.glyphForCodePoint(character.codePointAt(0) ?? 0).advanceWidth / of.unitsPerEm;
  widths.set(key, width);
  return width;
}

/** Characters of a text the face has no sign for: printed as an empty box, so they are told instead. */
export function missingIn(text: string): string[] {
  const of = face('normal');
  return [...new Set(text)].filter((character) => character > ' ' && !of.hasGlyphForCodePoint(character.codePointAt(0) ?? 0));
}

/** Its height above and below the line, in ems; what a line naturally takes is their sum. */
export function heights(): { above: number; below: number } {
  const of = face('normal');
  return { above: of.ascent / of.unitsPerEm, below: -of.descent / of.unitsPerEm };
}
