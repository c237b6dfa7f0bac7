/** A name as it may stand in a folder, in a header and in a sentence. The bytes are stored under their hash; a name is only what people read. */

/** Marks that turn the reading direction or cannot be seen: they make `exe.jpg` out of `gpj.exe`. */
const UNSEEN = /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\uffff]/gu;
const RESERVED = /^(con|prn|aux|nul|com\d|lpt\d)$/i;
const LONGEST = 100;

/** @example cleanName('..\\..\\现场\u202egpj.exe') // '现场gpj.exe' */
export function cleanName(given: string, ending = ''): string {
  const last =
    given
      .normalize('NFC')
      .replace(/\p{Cs}/gu, '')
      .split(/[/\\]/)
      .filter((part) => part && part !== '.' && part !== '..')
      .at(-1) ?? '';
  const plain = last
    .replace(UNSEEN, '')
    .replace(/[<>:"|?*]/g, '_')
    .replace(/\s+/g, ' ')
    .replace(/^[.\s]+|[.\s]+$/g, '');
  const [stem, extension] = splitName(plain);
  const safe = RESERVED.test(stem) ? `_${stem}` : stem;
  const cut = [...safe].slice(0, LONGEST).join('').trimEnd();
  return `${cut || '附件'}${extension ? `.${extension}` : cut ? '' : ending && `.${ending}`}`;
}

/** The part before the last dot and the lower-case ending after it; an ending has at most five letters or digits. */
export function splitName(name: string): [stem: string, extension: string] {
  const cut = /^(.*)\.([A-Za-z0-9]{1,5})$/u.exec(name);
  return cut ? [cut[1] ?? '', (cut[2] ?? '').toLowerCase()] : [name, ''];
}

/** A header that carries any name: a plain one for old readers, the true one encoded (RFC 6266, RFC 8187). */
export function disposition(how: 'attachment' | 'inline', name: string): string {
  const plain = name.replace(/[^\x20-\x7e]|["\\%]/g, '_');
  const encoded = encodeURIComponent(name).replace(/['()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
  return `${how}; filename="${plain}"; filename*=UTF-8''${encoded}`;
}
