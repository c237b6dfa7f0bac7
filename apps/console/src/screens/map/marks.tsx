/** Layers are told apart by colour and by mark, so that nobody has to tell two colours apart. */
import type { Light } from '../../theme.ts';

const COLOURS: Record<Light, string[]> = {
  light: ['#0b6663', '#a8480a', '#1b4f8f', '#7a2e8a', '#1c6b34', '#a31d15', '#6b5900', '#44546a'],
  dark: ['#6fd0c8', '#f0a868', '#9cc3f5', '#d8a5e6', '#86d69c', '#ff9d94', '#e6d27a', '#b8c6d8'],
};

interface Glyph {
  /** Corners; none for a circle. */
  points: number;
  angle: number;
  /** Of a star, how far its inner corners are out. */
  inner?: number;
}
const GLYPHS: Glyph[] = [
  { points: 0, angle: 0 },
  { points: 4, angle: Math.PI / 4 },
  { points: 3, angle: 0 },
  { points: 4, angle: 0 },
  { points: 5, angle: 0, inner: 0.45 },
];

export const colourOf = (at: number, light: Light) => COLOURS[light][at % COLOURS[light].length] as string;
export const glyphOf = (at: number) => GLYPHS[at % GLYPHS.length] as Glyph;

export function LayerMark({ at, light, kind }: { at: number; light: Light; kind: 'point' | 'line' | 'polygon' }) {
  const colour = colourOf(at, light);
  return (
    <svg width="16" height="16" viewBox="-8 -8 16 16" aria-hidden="true" focusable="false" style={{ verticalAlign: '-3px' }}>
      {kind === 'line' ? (
        <path d="M-7 4 L-2 -3 L2 3 L7 -4" fill="none" stroke={colour} strokeWidth="2.5" />
      ) : kind === 'polygon' ? (
        <path d="M-6 5 L-5 -4 L4 -6 L6 3 Z" fill={`${colour}55`} stroke={colour} strokeWidth="2" />
      ) : (
        <Mark at={at} colour={colour} />
      )}
    </svg>
  );
}

function Mark({ at, colour }: { at: number; colour: string }) {
  const { points, angle, inner } = glyphOf(at);
  if (points === 0) return <circle r="5.5" fill={colour} />;
  const corners = Array.from({ length: inner ? points * 2 : points }, (_, i) => {
    const turn = angle - Math.PI / 2 + (i * 2 * Math.PI) / (inner ? points * 2 : points);
    const out = inner && i % 2 === 1 ? 7 * inner : 7;
    return `${(Math.cos(turn) * out).toFixed(2)},${(Math.sin(turn) * out).toFixed(2)}`;
  });
  return <polygon points={corners.join(' ')} fill={colour} />;
}
