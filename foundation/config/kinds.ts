/**
 * The kinds of values a setting can have: how each is checked, how its form is told to a person, and how it is read from an environment variable, which
 * holds text only. A setting is one zod type with words registered beside it, so that the reader, the page for the operator and the types of the product
 * come from one declaration (`keys.ts`).
 */
import { BlockList, isIP } from 'node:net';
import { z } from 'zod';
import type { Words } from '../store/home.ts';

/** How the text of an environment variable becomes a value. */
export type Sort = 'text' | 'number' | 'boolean' | 'list' | 'map';

export interface Said extends Words {
  unit?: Words;
  form: Words;
  sort: Sort;
  /** The value is the path of a file: `secret` when only its owner may read it, `plain` when it must merely be there, `folder` for a folder. */
  file?: 'secret' | 'plain' | 'folder';
  /** A secret itself; taken from the environment only and never shown. */
  isSecret?: boolean;
  /** The name in the environment when it is not made from section and key. */
  env?: string;
}

export const said = z.registry<Said>();

export interface Kind<T> {
  schema: z.ZodType<T>;
  form: Words;
  sort: Sort;
}

type More = Pick<Said, 'unit' | 'file' | 'isSecret' | 'env'>;

/** A setting with a value of its own when nobody gives one. */
export function key<T>(kind: Kind<T>, otherwise: T, zh: string, en: string, more: More = {}) {
  const { schema, form, sort } = kind;
  // Zod asks a default to be of the input; our kinds do not transform, so input and output are one.
  const made = (schema as z.ZodType<T, T>).default(() => structuredClone(otherwise) as z.core.util.NoUndefined<T>);
  return made.register(said, { zh, en, form, sort, ...more }) as z.ZodDefault<z.ZodType<T, T>>;
}

/** A setting that may be absent. */
export function optional<T>(kind: Kind<T>, zh: string, en: string, more: More = {}) {
  const { schema, form, sort } = kind;
  const made = (schema as z.ZodType<T, T>).nullable().default(null);
  return made.register(said, { zh, en, form, sort, ...more }) as z.ZodDefault<z.ZodNullable<z.ZodType<T, T>>>;
}

export const text: Kind<string> = {
  schema: z.string().min(1).max(500),
  form: { zh: '文字', en: 'a text' },
  sort: 'text',
};

export const yesNo: Kind<boolean> = { schema: z.boolean(), form: { zh: 'true 或 false', en: 'true or false' }, sort: 'boolean' };

export function whole(from: number, to: number): Kind<number> {
  return {
    schema: z.number().int().min(from).max(to),
    form: { zh: `${from} 至 ${to} 的整数`, en: `a whole number from ${from} to ${to}` },
    sort: 'number',
  };
}

export function oneOf<const T extends string>(...choices: T[]): Kind<T> {
  return {
    schema: z.enum(choices) as unknown as z.ZodType<T>,
    form: { zh: choices.join(' 或 '), en: choices.join(' or ') },
    sort: 'text',
  };
}

export function listOf<T extends string>(kind: Kind<T>): Kind<T[]> {
  return {
    schema: z.array(kind.schema).max(200) as z.ZodType<T[]>,
    form: { zh: `列表，每项为${kind.form.zh}`, en: `a list, each ${kind.form.en}` },
    sort: 'list',
  };
}

export const port = whole(1, 65_535);

export const path: Kind<string> = {
  schema: z.string().regex(/^[^\x00\n\r]{1,1000}$/),
  form: { zh: '路径（相对路径从配置文件所在目录算起）', en: 'a path (a relative one begins at the folder of the configuration file)' },
  sort: 'text',
};

/** An address to listen at, or a name of this machine. */
export const host: Kind<string> = {
  schema: z.string().refine((given) => isIP(given) > 0 || /^[a-z0-9]([a-z0-9.-]{0,250}[a-z0-9])?$/i.test(given)),
  form: { zh: 'IP 地址或主机名', en: 'an IP address or a host name' },
  sort: 'text',
};

export const url: Kind<string> = {
  // User and password in an address would be a secret written inline.
  schema: z.string().refine((given) => {
    if (!URL.canParse(given)) return false;
    const { protocol, username, password } = new URL(given);
    return /^https?:$/.test(protocol) && username === '' && password === '';
  }),
  form: { zh: 'http 或 https 网址，不带用户名和口令', en: 'an http or https address without user name and password' },
  sort: 'text',
};

/** Addresses and ranges: `10.0.0.0/8`, `192.0.2.7`, `fd00::/8`. */
export const network: Kind<string> = {
  schema: z.string().refine((given) => rangeOf(given) !== undefined),
  form: { zh: 'IP 地址或 CIDR 网段', en: 'an IP address or a CIDR range' },
  sort: 'text',
};

export const mailAddress: Kind<string> = {
  schema: z.string().regex(/^[^\s@<>,;"]+@[^\s@<>,;"]+$/),
  form: { zh: '电子邮箱地址', en: 'a mail address' },
  sort: 'text',
};

export const timeOfDay: Kind<string> = {
  schema: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/),
  form: { zh: '时刻 HH:MM（北京时间）', en: 'a time of day HH:MM (Asia/Shanghai)' },
  sort: 'text',
};

export function mapOf(kind: Kind<number>): Kind<Record<string, number>> {
  return {
    schema: z.record(z.string().regex(/^[a-z][a-zA-Z0-9.-]{0,60}$/), kind.schema) as z.ZodType<Record<string, number>>,
    form: { zh: `逐项“名称: 值”，值为${kind.form.zh}`, en: `rows "name: value", each value ${kind.form.en}` },
    sort: 'map',
  };
}

interface Range {
  address: string;
  family: 'ipv4' | 'ipv6';
  bits: number;
}

function rangeOf(given: string): Range | undefined {
  const [address = '', length, ...rest] = given.split('/');
  const version = isIP(address);
  if (version === 0 || rest.length > 0) return undefined;
  const longest = version === 4 ? 32 : 128;
  if (length !== undefined && !(/^\d{1,3}$/.test(length) && Number(length) <= longest)) return undefined;
  return { address, family: version === 4 ? 'ipv4' : 'ipv6', bits: length === undefined ? longest : Number(length) };
}

/** Whether an address is in one of these ranges. An IPv4 address in its IPv6 clothes is the IPv4 address. */
export function withinNetworks(ranges: string[]): (address: string | undefined) => boolean {
  const list = new BlockList();
  for (const given of ranges) {
    const range = rangeOf(given);
    if (range) list.addSubnet(range.address, range.bits, range.family);
  }
  return (address) => {
    const plain = address?.replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i, '') ?? '';
    const version = isIP(plain);
    return version !== 0 && list.check(plain, version === 4 ? 'ipv4' : 'ipv6');
  };
}
