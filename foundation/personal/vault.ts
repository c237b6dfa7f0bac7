/** The vault: keeping personal words, opening them on record, finding by them, and erasing them. */
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { record } from '../audit/index.ts';
import { sm3 } from '../canonical.ts';
import type { Instant } from '../day.ts';
import { type Ref, ref, showRef } from '../ref.ts';
import { type Refusal, refusals } from '../refusal.ts';
import { entrust, newSalt, type Sealed, saltedSeal, type Witness } from '../seal/index.ts';
import { writeWhole } from '../store/home.ts';
import type { Store, Tx } from '../store/store.ts';
import { type Cipher, decipher, drawn, encipher, newKey } from './cipher.ts';

export const refuse = refusals('personal', {
  noReason: () => ({
    says: '查看个人信息须写明事由',
    saysEn: 'Opening personal fields takes a reason',
    do: '填写事由后再查看',
    doEn: 'Write down why, then open',
    status: 422,
  }),
  notKept: (field: string) => ({
    says: `没有登记“${field}”`,
    saysEn: `There is no "${field}" on record`,
    status: 404,
  }),
  erased: () => ({
    says: '该个人信息已按规定清除',
    saysEn: 'These personal fields have been erased',
    do: '办件与封存记录仍在，可据以办理',
    doEn: 'The file and its sealed record remain',
    status: 410,
  }),
});

export interface Master {
  id: string;
  key: Buffer;
}

export interface Vault {
  cipher: Cipher;
  current: Master;
  /** Those before, for keys not wrapped anew yet. */
  earlier: Master[];
}

const masterOf = (text: string): Master => {
  const key = Buffer.from(text.trim(), 'base64');
  if (key.length !== 32) throw new Error('a master key is 32 bytes in base64');
  return { id: sm3(`xiushui master ${text.trim()}`).slice(0, 16), key };
};

/** Opens the vault whose master key lies in this file, making the file (mode 0600) when there is none. It is no part of the database or its backup. */
export function openVault(file: string, cipher: Cipher = 'aes-256-gcm'): Vault {
  if (!existsSync(file)) {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    writeWhole(file, `${newKey().toString('base64')}\n`, 0o600);
  }
  const before = `${file}.before`;
  return {
    cipher,
    current: masterOf(readFileSync(file, 'utf8')),
    earlier: existsSync(before) ? [masterOf(readFileSync(before, 'utf8'))] : [],
  };
}

/**
 * Puts a new master key in place and wraps every key anew. The old one is removed only when nothing hangs on it: from then on no key of an older backup
 * opens. Cut short, it goes on where it stopped. Answers with how many keys were wrapped anew.
 */
export async function turnMaster(store: Store, file: string, by: { login: string; name: string }, now: Instant): Promise<number> {
  const before = `${file}.before`;
  if (!existsSync(before) || readFileSync(before, 'utf8') === readFileSync(file, 'utf8')) {
    const next = `${file}.next`;
    writeWhole(next, `${newKey().toString('base64')}\n`, 0o600);
    writeWhole(before, readFileSync(file, 'utf8'), 0o600);
    renameSync(next, file);
  }
  const vault = openVault(file);
  let wrapped = 0;
  for (;;) {
    const some = await store.tx(async (tx) => {
      const rows = await tx.query<KeyRow>(
        'select subject_kind, subject_id, wrapped, master from personal_key where master <> $1 order by 1, 2 limit 500 for update',
        [vault.current.id],
      );
      for (const row of rows) {
        const subject = ref(row.subject_kind, row.subject_id);
        const key = unwrap(vault, subject, row);
        await tx.query('update personal_key set wrapped = $3, master = $4 where subject_kind = $1 and subject_id = $2', [
          subject.kind,
          subject.id,
          wrap(vault, subject, key),
          vault.current.id,
        ]);
      }
      return rows.length;
    });
    if (!some) break;
    wrapped += some;
  }
  // Look-ups hang on the master key too; they are drawn anew from the words.
  await store.tx(async (tx) => {
    const rows = await tx.query<{ subject_kind: string; subject_id: string; field: string }>(
      'select subject_kind, subject_id, field from personal_lookup where erased_at is null',
    );
    for (const row of rows) {
      const subject = ref(row.subject_kind, row.subject_id);
      const words = await read(tx, vault, subject, row.field);
      if (typeof words === 'string') await putLookup(tx, vault, subject, row.field, words, { party: null, district: '' });
    }
    await record(tx, {
      did: 'personal.masterTurned',
      by: by.login,
      byName: by.name,
      about: ref('masterKey', vault.current.id),
      says: `更换个人信息主密钥，重新包裹 ${wrapped} 个密钥`,
      saysEn: `Turned the master key of personal fields, wrapped ${wrapped} keys anew`,
      party: null,
      district: '*',
      at: now,
    });
  });
  rmSync(before);
  return wrapped;
}

interface KeyRow {
  subject_kind: string;
  subject_id: string;
  wrapped: string | null;
  master: string | null;
}

const wrap = (vault: Vault, subject: Ref, key: Buffer) =>
  encipher(vault.cipher, drawn(vault.current.key, 'wrap'), key, `key ${showRef(subject)}`);

function unwrap(vault: Vault, subject: Ref, row: Pick<KeyRow, 'wrapped' | 'master'>): Buffer {
  const master = [vault.current, ...vault.earlier].find((one) => one.id === row.master);
  if (!master) throw new Error(`the master key ${row.master} is not here`);
  return decipher(row.wrapped as string, drawn(master.key, 'wrap'), `key ${showRef(subject)}`);
}

export interface Owner {
  party: string | null;
  district: string;
}

/** The key of a subject, made at its first words. */
async function keyOf(tx: Tx, vault: Vault, subject: Ref, owner: Owner, at: Instant): Promise<Buffer | Refusal> {
  const fresh = newKey();
  const made = await tx.query(
    `insert into personal_key (subject_kind, subject_id, wrapped, master, party, district, made_at)
     values ($1, $2, $3, $4, $5, $6, to_timestamp($7 / 1000.0)) on conflict do nothing returning subject_id`,
    [subject.kind, subject.id, wrap(vault, subject, fresh), vault.current.id, owner.party, owner.district, at],
  );
  if (made.length) return fresh;
  const row = await findKey(tx, subject);
  return row?.wrapped ? unwrap(vault, subject, row) : refuse.erased();
}

const findKey = (tx: Tx, subject: Ref) =>
  tx.find<KeyRow>('select subject_kind, subject_id, wrapped, master from personal_key where subject_kind = $1 and subject_id = $2', [
    subject.kind,
    subject.id,
  ]);

const boundTo = (subject: Ref, field: string) => `field ${showRef(subject)} ${field}`;

/**
 * Keeps words about a subject, the ones before staying as an earlier version. What comes back, a salted hash a field, is all of them that may stand in
 * an act, a fact, a message or a sealed text.
 *
 * @example const phone = await keep(tx, vault, ref('complaint', id), { phone: '13800000000' }, { party: null, district, at, findable: ['phone'] });
 */
export async function keep(
  tx: Tx,
  vault: Vault,
  subject: Ref,
  words: Record<string, string>,
  as: Owner & { at: Instant; findable?: string[] },
): Promise<Record<string, Sealed> | Refusal> {
  const key = await keyOf(tx, vault, subject, as, as.at);
  if (!Buffer.isBuffer(key)) return key;
  const kept: Record<string, Sealed> = {};
  for (const [field, text] of Object.entries(words)) {
    const salt = newSalt();
    const sealed = saltedSeal(salt, text);
    const cipher = encipher(vault.cipher, key, Buffer.from(JSON.stringify([salt, text]), 'utf8'), boundTo(subject, field));
    const { version } = await tx.get<{ version: number }>(
      `insert into personal_field (subject_kind, subject_id, field, version, cipher, sealed, party, district, kept_at)
       select $1, $2, $3, coalesce(max(version), 0) + 1, $4, $5, $6, $7, to_timestamp($8 / 1000.0)
         from personal_field where subject_kind = $1 and subject_id = $2 and field = $3 returning version`,
      [subject.kind, subject.id, field, cipher, sealed.sm3, as.party, as.district, as.at],
    );
    await entrust(tx, {
      chain: `personal/${subject.kind}`,
      about: ref('personalField', `${subject.kind}/${subject.id}/${field}/${version}`),
      content: sealedContent(cipher, sealed.sm3, as.at),
      party: as.party,
      district: as.district,
      at: as.at,
    });
    if (as.findable?.includes(field)) await putLookup(tx, vault, subject, field, text, as);
    kept[field] = sealed;
  }
  return kept;
}

const sealedContent = (cipher: string, sealed: string, at: Instant) => ({ cipher: sm3(cipher), sealed, at });

/** Words as they are looked for: without blanks, in one width and one case. */
const plain = (words: string) => words.normalize('NFKC').replace(/[\s-]/g, '').toLowerCase();
const lookupOf = (vault: Vault, field: string, words: string) =>
  drawn(drawn(vault.current.key, 'lookup'), `${field}\n${plain(words)}`).toString('hex');

async function putLookup(tx: Tx, vault: Vault, subject: Ref, field: string, words: string, owner: Owner): Promise<void> {
  await tx.query(
    `insert into personal_lookup (field, hash, subject_kind, subject_id, party, district) values ($1, $2, $3, $4, $5, $6)
     on conflict (subject_kind, subject_id, field) do update set hash = excluded.hash where personal_lookup.erased_at is null`,
    [field, lookupOf(vault, field, words), subject.kind, subject.id, owner.party, owner.district],
  );
}

/** Subjects of whom just these words are kept in a field, within the caller's scope. */
export async function listByWords(tx: Tx, vault: Vault, kind: string, field: string, words: string): Promise<Ref[]> {
  const rows = await tx.query<{ subject_id: string }>(
    'select subject_id from personal_lookup where subject_kind = $1 and field = $2 and hash = $3 and erased_at is null order by subject_id',
    [kind, field, lookupOf(vault, field, words)],
  );
  return rows.map((row) => ref(kind, row.subject_id));
}

async function read(tx: Tx, vault: Vault, subject: Ref, field: string): Promise<string | Refusal> {
  const row = await tx.find<{ cipher: string; sealed: string }>(
    'select cipher, sealed from personal_field where subject_kind = $1 and subject_id = $2 and field = $3 order by version desc limit 1',
    [subject.kind, subject.id, field],
  );
  if (!row) return refuse.notKept(field);
  const key = await findKey(tx, subject);
  if (!key?.wrapped) return refuse.erased();
  const [salt, words] = JSON.parse(decipher(row.cipher, unwrap(vault, subject, key), boundTo(subject, field)).toString('utf8')) as [
    string,
    string,
  ];
  if (saltedSeal(salt, words).sm3 !== row.sealed) throw new Error(`the words of ${showRef(subject)} are not those that were sealed`);
  return words;
}

export interface Reader {
  by: string;
  byName: string;
  reason: string;
  party: string | null;
  district: string;
  at: Instant;
  from?: string | null;
}

/** Opens one field for a person with a reason, on record before it is read: what is rolled back was not shown. */
export async function open(tx: Tx, vault: Vault, subject: Ref, field: string, reader: Reader): Promise<string | Refusal> {
  if (!reader.reason.trim()) return refuse.noReason();
  const words = await read(tx, vault, subject, field);
  if (typeof words !== 'string') return words;
  await record(tx, {
    did: 'personal.opened',
    by: reader.by,
    byName: reader.byName,
    about: subject,
    says: `查看个人信息“${field}”：${reader.reason.trim()}`,
    saysEn: `Opened the personal field "${field}": ${reader.reason.trim()}`,
    detail: { field, reason: reader.reason.trim() },
    party: reader.party,
    district: reader.district,
    at: reader.at,
    from: reader.from ?? null,
  });
  return words;
}

/**
 * Destroys the key of a subject. What remains: ciphers that nothing opens, salted hashes that nobody can try words against, and on record that it was
 * done. For our own jobs: a request may not change a key.
 */
export async function erase(tx: Tx, subject: Ref, as: Reader): Promise<{ kind: 'erased' } | Refusal> {
  if (!as.reason.trim()) return refuse.noReason();
  const row = await tx.find(
    `update personal_key set wrapped = null, master = null, erased_at = to_timestamp($3 / 1000.0)
      where subject_kind = $1 and subject_id = $2 and erased_at is null returning subject_id`,
    [subject.kind, subject.id, as.at],
  );
  if (!row) return (await findKey(tx, subject)) ? refuse.erased() : refuse.notKept(showRef(subject));
  await tx.query(
    `update personal_lookup set hash = '', erased_at = to_timestamp($3 / 1000.0) where subject_kind = $1 and subject_id = $2 and erased_at is null`,
    [subject.kind, subject.id, as.at],
  );
  await record(tx, {
    did: 'personal.erased',
    by: as.by,
    byName: as.byName,
    about: subject,
    says: `清除个人信息：${as.reason.trim()}`,
    saysEn: `Erased personal fields: ${as.reason.trim()}`,
    detail: { reason: as.reason.trim() },
    party: as.party,
    district: as.district,
    at: as.at,
    from: as.from ?? null,
  });
  return { kind: 'erased' };
}

/** For `audit verify`: that ciphers and hashes are as they were kept. It needs no key, before an erasure or after. */
export const personalWitness: Witness = {
  kind: 'personalField',
  async stood(tx, ids) {
    const rows = await tx.query<{ id: string; cipher: string; sealed: string; at: Instant; party: string | null; district: string }>(
      `select subject_kind || '/' || subject_id || '/' || field || '/' || version as id, cipher, sealed, kept_at as at, party, district
         from personal_field where subject_kind || '/' || subject_id || '/' || field || '/' || version = any($1)`,
      [ids],
    );
    return new Map(
      rows.map(({ id, cipher, sealed, at, party, district }) => [
        id,
        { content: sealedContent(cipher, sealed, at), eyes: [{ party, district }] },
      ]),
    );
  },
  ids: `select subject_kind || '/' || subject_id || '/' || field || '/' || version as id from personal_field`,
};
