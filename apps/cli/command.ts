/** What a command is: a name, what it is for, the flags it knows, and one function that answers with an exit code. */
import type { Language, Words } from './words.ts';

export interface Flag {
  type: 'boolean' | 'string';
  short?: string;
  /** What stands for the value in the help, for example PORT. */
  value?: string;
  says?: Words;
}

export interface Args {
  flags: Record<string, string | boolean | undefined>;
  positionals: string[];
  json: boolean;
  language: Language;
}

export interface Command {
  /** As typed, for example `hj212 decode`. */
  name: string;
  summary: Words;
  /** What follows `xiushui <name>`. */
  usage: string;
  flags: Record<string, Flag>;
  /** How many plain arguments it takes; none unless said. */
  takes?: number;
  run(args: Args): Promise<number>;
}

/** Asked for in a way we do not understand: told to the person, exit code 2. */
export class UsageError extends Error {
  readonly words: Words;
  constructor(words: Words) {
    super(`${words.zh} / ${words.en}`);
    this.words = words;
  }
}

export function textFlag(args: Args, name: string): string | undefined {
  const given = args.flags[name];
  return typeof given === 'string' ? given : undefined;
}

/** A whole number within its bounds, or the default when the flag is absent. */
export function wholeFlag<T extends number | undefined>(
  args: Args,
  name: string,
  bounds: { from: number; to: number; otherwise: T },
): number | T {
  const given = textFlag(args, name);
  if (given === undefined) return bounds.otherwise;
  const number = Number(given);
  if (/^\d+$/.test(given) && number >= bounds.from && number <= bounds.to) return number;
  throw new UsageError({
    zh: `--${name} 应为 ${bounds.from} 至 ${bounds.to} 的整数，而不是“${given}”。`,
    en: `--${name} must be a whole number from ${bounds.from} to ${bounds.to}, not "${given}".`,
  });
}
