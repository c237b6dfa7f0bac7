/**
 * The slow twin of one thing's history, from README.md alone: the list of what was said, in the order in which it was said. What held on a day, as
 * known at a moment, is what was said last, up to that moment, about that day. Nothing is split, ended or carried on.
 */
export interface Said {
  at: number;
  from: string;
  /** The first day of which nothing was said; null: of all days after. */
  until: string | null;
  /** Null: that the thing is not there. */
  name: string | null;
}

export class Model {
  readonly said: Said[] = [];

  say(one: Said): void {
    this.said.push(one);
  }

  find(day: string, knownAt: number): string | null {
    let found: string | null = null;
    for (const one of this.said) {
      if (one.at <= knownAt && one.from <= day && (one.until === null || day < one.until)) found = one.name;
    }
    return found;
  }
}
