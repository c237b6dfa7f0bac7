/** What verification finds, in words: which row, what was sealed and what stands there now, and what to do about it. */
import { canonical, isCanonicalOf } from '../canonical.ts';

export type FlawCode =
  | 'sealBroken'
  | 'rowMissing'
  | 'headDiffers'
  | 'contentDiffers'
  | 'thingMissing'
  | 'notSealed'
  | 'sealedTwice'
  | 'headBroken'
  | 'headMissing'
  | 'headForged'
  | 'chainRolledBack'
  | 'chainSealedAnew';

export interface Difference {
  field: string;
  sealed: unknown;
  now: unknown;
}

export interface Flaw {
  chain: string;
  position: number | null;
  /** The last of several missing rows. */
  through?: number;
  about: string;
  code: FlawCode;
  says: string;
  saysEn: string;
  /** Field by field, where the content can be held against the thing. */
  differs?: Difference[];
}

/** What an operator does first; the page of the manual says the rest. */
export const REMEDIES: Record<FlawCode, { do: string; doEn: string }> = {
  sealBroken: {
    do: '保全现场：停止写入，复制数据库与封存头目录；与最近备份中的同一行比对，查明改动者',
    doEn: 'Keep the evidence: stop writing, copy the database and the folder of heads; hold the row against the last backup',
  },
  rowMissing: {
    do: '从最近一次核验通过的备份中取回该行，并查明何时由谁删除',
    doEn: 'Take the row from the last backup that verified, and find out who removed it and when',
  },
  headDiffers: {
    do: '与库外封存头比对该链的位置与封印，确认链尾是否被截断或重做',
    doEn: 'Hold the chain against the heads outside the database: its tail may have been cut or made anew',
  },
  contentDiffers: {
    do: '以封存内容为准；查明改动者，更正须另作记录，不得改回原表了事',
    doEn: 'What was sealed holds; find who changed it; a correction is a record of its own',
  },
  thingMissing: {
    do: '封存内容仍在，可据以恢复；从备份取回原记录并查明删除者',
    doEn: 'The sealed text is still there to restore it by; take the record from a backup and find who removed it',
  },
  notSealed: {
    do: '该记录不是经本系统写入，或其封存行已被删除；查明来源前不得采用',
    doEn: 'It was not written by this system, or its sealed row was removed; do not rely on it before its origin is known',
  },
  sealedTwice: {
    do: '同一记录有两条封存行，后一条不是本系统写入；查明来源',
    doEn: 'One record has two sealed rows, and the later was not written by this system; find its origin',
  },
  headBroken: {
    do: '更换为该日封存头的其他副本（邮件、共享目录）再核验；各副本均不符时按密钥泄露处理',
    doEn: 'Verify against another copy of that head (mail, share); if none agrees, treat the key as lost to others',
  },
  headMissing: {
    do: '从其他副本补齐该日封存头；补不齐的，其后的封存头仍然有效，缺口须说明',
    doEn: 'Fill in that head from another copy; if there is none the later ones still hold, and the gap must be explained',
  },
  headForged: {
    do: '该封存头不是由公布的密钥签署；停用该密钥，核对密钥公告与保管记录',
    doEn: 'This head was not signed by an announced key; stop using that key and check who kept it',
  },
  chainRolledBack: {
    do: '库中记录少于库外封存头：数据库被退回旧状态或链尾被截断；从备份恢复到封存头之后',
    doEn: 'The database has less than the heads outside it: it was put back to an older state or cut; restore to after the head',
  },
  chainSealedAnew: {
    do: '该链在封存头之后被整条重做；以封存头之前的备份为准，逐行比对',
    doEn: 'The chain was made anew after the head; hold it row by row against a backup from before',
  },
};

export function missing(chain: string, from: number, to: number): Flaw {
  return {
    chain,
    position: from,
    through: to,
    about: '',
    code: 'rowMissing',
    says: from === to ? `第 ${from} 行缺失` : `第 ${from} 至 ${to} 行缺失`,
    saysEn: from === to ? `row ${from} is missing` : `rows ${from} to ${to} are missing`,
  };
}

/** Where a sealed text and what a thing says today part, for every field that was sealed. */
export function differences(sealed: string, now: Record<string, unknown>): Difference[] {
  if (isCanonicalOf(sealed, now)) return [];
  const before = parsed(sealed);
  const text = canonical(now);
  const after = parsed(text);
  if (!before || !after) return sealed === text ? [] : [{ field: '', sealed, now: text }];
  return Object.keys(before)
    .filter((field) => JSON.stringify(before[field]) !== JSON.stringify(after[field]))
    .map((field) => ({ field, sealed: before[field], now: after[field] ?? null }));
}

// Canonical texts have their keys in order, so equal values have equal texts after parsing too.
function parsed(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return value !== null && typeof value === 'object' && !Array.isArray(value) ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

/** A field in a sentence: short, and quoted as data. */
export function shown(differs: Difference[]): string {
  const cut = (value: unknown) => {
    const text = JSON.stringify(value) ?? 'null';
    return text.length > 120 ? `${text.slice(0, 120)}…` : text;
  };
  return differs.map(({ field, sealed, now }) => `${field}：封存为 ${cut(sealed)}，现为 ${cut(now)}`).join('；');
}
