/** The nouns: areas, bodies, posts, powers, each by day; and the directory, which is all of them as known at one moment. */
import type { Day } from '../day.ts';
import type { Dated, Versions } from './versions.ts';

export type Level = 'city' | 'county' | 'town' | 'village';
export const LEVELS: readonly Level[] = ['city', 'county', 'town', 'village'];
/** By whose lines things are added up: those of the law, or those by which the city runs itself. Whoever asks says which. */
export type RollUp = 'administrative' | 'management';
/** How sure we are: read, read at second hand, recalled (shown as 待核). */
export type Confidence = 'A' | 'B' | 'C';

export interface Area extends Dated {
  /** 12 digits, 统计用区划代码. */
  code: string;
  name: string;
  level: Level;
  kind: 'administrative' | 'management';
  /** What lies above by the lines of the law; none above the city itself. Of a management area: what all the areas it lies in have above them. */
  administrativeParent: string | null;
  /** Who runs it, where that is not the administrative parent. */
  managementParent: string | null;
  /** Of a management area: the administrative areas it lies in. */
  liesIn: string[];
  /** Of a code that ended: the codes that came after it. */
  became: string[];
  confidence: Confidence;
  cite: string;
}

export interface Body extends Dated {
  id: string;
  name: string;
  kind: string;
  /** The area it answers for. */
  area: string;
  parent: string | null;
  /** Of a body that was dissolved: the one that took over. */
  became: string | null;
}

/** 正职 · 代理 · 副职. */
export type Manner = 'substantive' | 'acting' | 'deputy';

export interface Post extends Dated {
  id: string;
  login: string;
  personName: string;
  body: string;
  name: string;
  manner: Manner;
  /** 执法证. */
  certificate: string | null;
  certificateFrom: Day | null;
  certificateUntil: Day | null;
}

export interface Power extends Dated {
  id: string;
  matter: string;
  area: string;
  body: string;
  /** The acts of the matter the body may do there. */
  may: string[];
  /** By which lines it reaches the areas below. */
  rollUp: RollUp;
  /** Said to stand beside another body's power over the same. */
  concurrent: boolean;
  /** 委托: the body in whose name it acts. */
  delegatedBy: string | null;
  clause: string;
  confidence: Confidence;
}

export interface Directory {
  /** Goes up with every change. */
  version: number;
  areas: Versions<Area>;
  bodies: Versions<Body>;
  posts: Versions<Post>;
  powers: Versions<Power>;
}

export const EMPTY: Directory = { version: 0, areas: new Map(), bodies: new Map(), posts: new Map(), powers: new Map() };

/** A matter of the table of powers and its acts, as the programmes declare them. */
export interface Matter {
  id: string;
  name: string;
  acts: { id: string; name: string }[];
}

export const postId = (login: string, body: string, name: string) => `${login}/${body}/${name}`;
export const powerId = (matter: string, area: string, body: string) => `${matter}/${area}/${body}`;
