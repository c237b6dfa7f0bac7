/**
 * The inbox: what concerns a person, told where they work. A notice stands once and commits with what it speaks of (F13). It is written to roles (and
 * to the bodies that have the power), not to logins: whoever comes to a post finds what waits for it. What each has read is their own.
 */
import { DAY, type Instant } from '../day.ts';
import type { Ref } from '../ref.ts';
import { notify, storable, type Tx } from '../store/store.ts';

export const NOTICE_KINDS = ['waits', 'returned', 'soon', 'overdue', 'closed', 'undelivered', 'house'] as const;
export type NoticeKind = (typeof NOTICE_KINDS)[number];

export interface Notice {
  /** The same key is one notice. */
  key: string;
  kind: NoticeKind;
  says: string;
  saysEn: string;
  about: Ref | null;
  to: {
    roles: string[];
    /** Only people of these bodies; everyone of the roles when left out. */
    bodies?: string[] | null;
    /** Only this person. */
    login?: string | null;
    /** Not the one who did it. */
    not?: string | null;
  };
  /** The firm it is about; a notice to a firm is read by this one. */
  party: string | null;
  district: string;
  at: Instant;
}

/** Puts a notice in the inboxes it concerns; the same key again changes nothing. */
export async function tell(tx: Tx, notice: Notice): Promise<void> {
  if (!notice.to.roles.length) return;
  await tx.query(
    `insert into notice (key, kind, says, says_en, about_kind, about_id, roles, bodies, login, not_login, party, district, at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, to_timestamp($13 / 1000.0)) on conflict (key) do nothing`,
    [
      notice.key,
      notice.kind,
      storable(notice.says),
      storable(notice.saysEn),
      notice.about?.kind ?? null,
      notice.about?.id ?? null,
      notice.to.roles,
      notice.to.bodies ?? null,
      notice.to.login ?? null,
      notice.to.not ?? null,
      notice.party,
      notice.district,
      notice.at,
    ],
  );
  await notify(tx, 'live', { topic: 'inbox', district: notice.district === '*' ? null : notice.district, party: notice.party });
}

/** Whose inbox. The scope of the transaction is that person's too. */
export interface Reader {
  login: string;
  role: string;
  /** The bodies they act for today. */
  bodies: string[];
}

export interface NoticeShown {
  id: string;
  kind: NoticeKind;
  says: string;
  saysEn: string;
  about: Ref | null;
  at: Instant;
  readAt: Instant | null;
}

/** What is older is looked up in the file it speaks of. */
const KEPT_FOR = 90 * DAY;

const CONCERNS = `$2 = any (n.roles) and (n.bodies is null or n.bodies && $3::text[]) and (n.login is null or n.login = $1)
  and n.not_login is distinct from $1 and n.at > to_timestamp($4 / 1000.0)`;

export async function listNotices(
  tx: Tx,
  reader: Reader,
  filter: { unread?: boolean; kind?: NoticeKind | undefined } & { cursor?: string | null; limit?: number },
  now: Instant,
): Promise<{ items: NoticeShown[]; next: string | null }> {
  const limit = filter.limit ?? 50;
  const rows = await tx.query<Omit<NoticeShown, 'about'> & { about_kind: string | null; about_id: string | null }>(
    `select n.id::text, n.kind, n.says, n.says_en as "saysEn", n.about_kind, n.about_id, n.at, r.at as "readAt"
       from notice n left join notice_read r on r.notice = n.id and r.login = $1
      where ${CONCERNS} and (not $5 or r.notice is null) and ($6::text is null or n.kind = $6) and ($7::bigint is null or n.id < $7)
      order by n.id desc limit $8`,
    [
      reader.login,
      reader.role,
      reader.bodies,
      now - KEPT_FOR,
      filter.unread ?? false,
      filter.kind ?? null,
      filter.cursor && /^\d{1,18}$/.test(filter.cursor) ? filter.cursor : null,
      limit + 1,
    ],
  );
  return {
    items: rows.slice(0, limit).map(({ about_kind, about_id, ...row }) => ({
      ...row,
      about: about_kind !== null && about_id !== null ? { kind: about_kind, id: about_id } : null,
    })),
    next: rows.length > limit ? (rows[limit - 1]?.id ?? null) : null,
  };
}

/** How many are unread; counting stops at a hundred, which a badge shows as 99+. */
export async function countUnread(tx: Tx, reader: Reader, now: Instant): Promise<number> {
  const row = await tx.get<{ n: number }>(
    `select count(*) as n from (select 1 from notice n where ${CONCERNS}
       and not exists (select 1 from notice_read r where r.notice = n.id and r.login = $1) limit 100) as unread`,
    [reader.login, reader.role, reader.bodies, now - KEPT_FOR],
  );
  return row.n;
}

/** Marks as read what concerns the reader: these, or everything up to now. */
export async function markRead(tx: Tx, reader: Reader, ids: number[] | 'all', now: Instant): Promise<number> {
  const rows = await tx.query(
    `insert into notice_read (login, notice, at)
     select $1, n.id, to_timestamp($5 / 1000.0) from notice n where ${CONCERNS} and ($6::bigint[] is null or n.id = any ($6))
     on conflict do nothing returning notice`,
    [reader.login, reader.role, reader.bodies, now - KEPT_FOR, now, ids === 'all' ? null : ids],
  );
  return rows.length;
}
