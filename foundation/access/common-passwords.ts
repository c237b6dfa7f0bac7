/**
 * Words that the commonest passwords are made of. A password long and mixed enough for the policy is still one of these when, without its digits and
 * signs at the ends and with the usual substitutions undone, nothing else is left of it.
 */
const STEMS = [
  'password',
  'passwd',
  'passw',
  'admin',
  'administrator',
  'root',
  'user',
  'guest',
  'test',
  'demo',
  'welcome',
  'letmein',
  'qwerty',
  'qwertyuiop',
  'asdfgh',
  'asdfghjkl',
  'zxcvbn',
  'zxcvbnm',
  'abc',
  'abcd',
  'abcdef',
  'aa',
  'iloveyou',
  'woaini',
  'dragon',
  'monkey',
  'sunshine',
  'princess',
  'football',
  'huanbao',
  'hbj',
  'jiaxing',
  'zhejiang',
  'zhongguo',
  'china',
  'xiushui',
  'shengtai',
];
/** Rows of the keyboard walked along, which have no stem. */
const WALKS = [
  '1qaz2wsx',
  '1q2w3e4r',
  'qazwsxedc',
  'q1w2e3r4',
  'zaq12wsx',
  '!qaz2wsx',
  '!qaz@wsx',
  '1qaz@wsx',
  'qwe123',
  'asd123',
  'zxc123',
];

const SUBSTITUTED: Record<string, string> = { '@': 'a', '0': 'o', '1': 'i', '3': 'e', $: 's', '5': 's', '7': 't' };

export function isCommon(password: string): boolean {
  const low = password.toLowerCase();
  if (WALKS.some((walk) => low.startsWith(walk) || low.endsWith(walk))) return true;
  // The sign and digits put at the ends are there for the policy; what is inside them may be disguised.
  const trimmed = low.replace(/^[^a-z@$]+|[^a-z]+$/g, '');
  const plain = [...trimmed].map((sign) => SUBSTITUTED[sign] ?? sign).join('');
  const letters = low.replace(/[^a-z]/g, '');
  return plain === '' || STEMS.includes(plain) || STEMS.includes(letters) || new Set(low).size < 4;
}
