/** Indicators: relational algebra over facts (P1). Declared by programmes; a wrong declaration throws at load. */

export const BASES = ['测算', '登记', '导入', '外部认定', '表述'] as const;
export type Basis = (typeof BASES)[number];

/** Which facts: a kind, and optionally a status or one of several. */
export interface Facts {
  kind: string;
  status?: string | string[];
  /** All that stand at the end of the year, however old: the entries of a register, not what happened to them. */
  standing?: true;
  /** Amounts within these bounds. */
  atLeast?: number;
  atMost?: number;
  /** Only facts about a firm (a posting to a firm's account, not one to the bureau's own). */
  aboutFirm?: true;
}

export type Measure =
  | { how: 'count'; of: Facts }
  | { how: 'distinct'; of: Facts; column: 'party' | 'place' | 'district' | 'status' }
  /** Divided by `per` for showing: amounts in 万元 as 亿元. */
  | { how: 'sum'; of: Facts; per?: number }
  /** The amount of the newest one in the year: a rank as the last document gives it. Nothing when there is none. */
  | { how: 'latest'; of: Facts }
  /** How many years in a row, up to this one, each have one: an award won three years running. */
  | { how: 'streak'; of: Facts }
  /** Share of one set of facts in another, in percent; each thing (ref) counted once. */
  | { how: 'ratio'; of: Facts; in: Facts };

/** The bases in English. */
export const BASES_EN: Record<Basis, string> = {
  测算: 'computed',
  登记: 'registered',
  导入: 'imported',
  外部认定: 'certified elsewhere',
  表述: 'stated',
};

export interface Indicator {
  id: string;
  name: string;
  nameEn: string;
  unit: string;
  unitEn: string;
  decimals: number;
  basis: Basis;
  /** What the number covers, in words. */
  scope: string;
  scopeEn: string;
  /** Office that answers for it. */
  office: string;
  officeEn: string;
  of: Measure;
  /** Rows of the city's published report and plan that this figure answers: R24-001, T25-014. */
  feeds?: string[];
}

export function indicator(declared: Indicator): Indicator {
  if (!/^[a-z][a-z0-9-]*$/.test(declared.id)) throw new Error(`indicator id '${declared.id}' is not lower-case words joined by '-'`);
  if (![declared.name, declared.unit, declared.scope, declared.office].every((word) => word?.trim()))
    throw new Error(`indicator ${declared.id} lacks name, unit, scope or office`);
  if (!BASES.includes(declared.basis)) throw new Error(`indicator ${declared.id} wears no basis, but '${declared.basis}'`);
  if (!(Number.isInteger(declared.decimals) && declared.decimals >= 0))
    throw new Error(`indicator ${declared.id} is shown with '${declared.decimals}' decimals`);
  const odd = (declared.feeds ?? []).find((row) => !/^[RT]\d\d-\d{3}$/.test(row));
  if (odd) throw new Error(`indicator ${declared.id} feeds '${odd}', which is no row of a report or a plan`);
  return declared;
}

export const count = (of: Facts): Measure => ({ how: 'count', of });
export const distinct = (column: 'party' | 'place' | 'district' | 'status', of: Facts): Measure => ({ how: 'distinct', of, column });
export const sum = (of: Facts, { per }: { per?: number } = {}): Measure => ({ how: 'sum', of, ...(per ? { per } : {}) });
export const latest = (of: Facts): Measure => ({ how: 'latest', of });
/** The years are those of all records up to the end of this one, so the facts stand. */
export const streak = (of: Facts): Measure => ({ how: 'streak', of: { ...of, standing: true } });
export const ratio = (of: Facts, within: Facts): Measure => ({ how: 'ratio', of, in: within });

const COLUMN = { party: '排污单位', place: '点位', district: '区县', status: '所记内容' } as const;

/** The algebra in words, as the drawer of a figure shows it. */
export function formulaOf(measure: Measure, nameOf: (facts: Facts) => string): string {
  switch (measure.how) {
    case 'count':
      return `计数（${nameOf(measure.of)}）`;
    case 'distinct':
      return `去重计数（${nameOf(measure.of)}，按${COLUMN[measure.column]}）`;
    case 'sum':
      return `求和（${nameOf(measure.of)}）${measure.per ? ` ÷ ${measure.per}` : ''}`;
    case 'latest':
      return `当年最近一份（${nameOf(measure.of)}）所载名次或数值`;
    case 'streak':
      return `截至当年连续年数（${nameOf(measure.of)}，每年至少一份）`;
    case 'ratio':
      return `${nameOf(measure.of)} ÷ ${nameOf(measure.in)} × 100%`;
  }
}
