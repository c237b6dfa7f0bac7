/**
 * Telephone numbers of firms' contacts and of the public: looked up by a keyed hash, kept covered (AES-256-GCM), shown masked. The key lies in the home
 * and not in the database: eleven digits are soon tried through by whoever holds both.
 */
import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';

export interface PhoneBook {
  keyOf(phone: string): string;
  cover(text: string): string;
  uncover(covered: string): string;
}

export function openPhoneBook(key: Buffer): PhoneBook {
  if (key.length < 32) throw new Error('the key of the phone book has 32 bytes');
  const derived = (use: string) => Buffer.from(hkdfSync('sha256', key, '', `xiushui phone book ${use}`, 32));
  const [lookup, covering] = [derived('lookup'), derived('cover')];
  return {
    keyOf: (phone) => createHmac('sha256', lookup).update(phone).digest('hex'),
    cover: (text) => {
      const nonce = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', covering, nonce);
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64url');
    },
    uncover: (covered) => {
      const bytes = Buffer.from(covered, 'base64url');
      const decipher = createDecipheriv('aes-256-gcm', covering, bytes.subarray(0, 12));
      decipher.setAuthTag(bytes.subarray(12, 28));
      return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString('utf8');
    },
  };
}

export const isMobile = (phone: string) => /^1[3-9]\d{9}$/.test(phone);
export const maskPhone = (phone: string) => phone.replace(/^(.{3}).*(.{4})$/, '$1****$2');
