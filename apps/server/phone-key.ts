/** The key of the phone book, in the home beside the other secrets and not in the database; made when first asked for. */
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readJson, writeWhole } from '../../foundation/store/home.ts';

export function phoneKey(home: string): Buffer {
  const file = join(home, 'phone-key.json');
  const known = existsSync(file) ? readJson<{ key: string }>(file)?.key : undefined;
  if (known) return Buffer.from(known, 'base64url');
  const key = randomBytes(32);
  writeWhole(file, JSON.stringify({ key: key.toString('base64url') }), 0o600);
  return key;
}
