/** How personal words are shown to whoever need not read them whole. Pure. */
export type MaskKind = 'phone' | 'name' | 'idNumber' | 'address' | 'other';

/** `masked('phone', '13812340000')` is '138****0000'; a name keeps its first character, an id number its first and last four. */
export function masked(kind: MaskKind, words: string): string {
  const letters = [...words.trim()];
  const between = (head: number, tail: number) =>
    // Too short to hide anything but whole.
    letters.length <= head + tail
      ? '*'.repeat(letters.length)
      : letters.slice(0, head).join('') + '*'.repeat(letters.length - head - tail) + (tail ? letters.slice(-tail).join('') : '');
  switch (kind) {
    case 'phone':
      return letters.length === 11 ? between(3, 4) : between(Math.max(0, letters.length - 8), Math.min(2, letters.length));
    case 'name':
      return letters.length <= 1 ? '*'.repeat(letters.length) : `${letters[0]}**`;
    case 'idNumber':
      return between(4, 4);
    case 'address':
      return letters.length <= 6 ? '*'.repeat(letters.length) : `${letters.slice(0, 6).join('')}****`;
    default:
      return '****';
  }
}
