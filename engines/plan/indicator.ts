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
  | { how: 'distinct'; of: Facts; column: 'party' | 'place' | 'district' }
  | { how: 'sum'; of: Facts }
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
}

export function indicator(declared: Indicator): Indicator {
  if (!/^[a-z][a-z0-9-]*$/.test(declared.id)) throw new Error(`indicator id '${declared.id}' is not lower-case words joined by '-'`);
  if (![declared.name, declared.unit, declared.scope, declared.office].every((word) => word?.trim()))
    throw new Error(`indicator ${declared.id} lacks name, unit, scope or office`);
  if (!BASES.includes(declared.basis)) throw new Error(`indicator ${declared.id} wears no basis, but '${declared.basis}'`);
  if (!(Number.isInteger(declared.decimals) && declared.decimals >= 0))
    throw new Error(`indicator ${declared.id} is shown with '${declared.decimals}' decimals`);
  return declared;
}

export const count = (of: Facts): Measure => ({ how: 'count', of });
export const distinct = (column: 'party' | 'place' | 'district', of: Facts): Measure => ({ how: 'distinct', of, column });
export const sum = (of: Facts): Measure => ({ how: 'sum', of });
export const ratio = (of: Facts, within: Facts): Measure => ({ how: 'ratio', of, in: within });

const COLUMN = { party: '排污单位', place: '点位', district: '区县' } as const;

/** The algebra in words, as the drawer of a figure shows it. */
export function formulaOf(measure: Measure, nameOf: (facts: Facts) => string): string {
  switch (measure.how) {
    case 'count':
      return `计数（${nameOf(measure.of)}）`;
    case 'distinct':
      return `去重计数（${nameOf(measure.of)}，按${COLUMN[measure.column]}）`;
    case 'sum':
      return `求和（${nameOf(measure.of)}）`;
    case 'ratio':
      return `${nameOf(measure.of)} ÷ ${nameOf(measure.in)} × 100%`;
  }
}
