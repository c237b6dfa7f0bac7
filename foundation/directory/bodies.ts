/** Bodies and posts on a day: which body stands, who took over from it, and for whom a person acts. */
import type { Day } from '../day.ts';
import { rollUp } from './areas.ts';
import type { Body, Directory, Manner, Post } from './directory.ts';
import { allOn, endOf, holdsOn, on } from './versions.ts';

export function bodyOn(directory: Directory, id: string, day: Day): Body | undefined {
  return on(directory.bodies, id, day);
}

export function listBodies(directory: Directory, day: Day): Body[] {
  return allOn(directory.bodies, day);
}

/** The body that stands on a day in the place of one of any time: itself, or whoever took over. */
export function heirOfBody(directory: Directory, id: string, day: Day): string | undefined {
  const met = new Set<string>();
  for (let at: string | null = id; at !== null && !met.has(at); ) {
    met.add(at);
    if (bodyOn(directory, at, day)) return at;
    const last: Body | undefined = directory.bodies.get(at)?.at(-1);
    at = last && endOf(last) <= day ? last.became : null;
  }
  return undefined;
}

export function bodyName(directory: Directory, id: string, day: Day): string {
  return (bodyOn(directory, id, day) ?? directory.bodies.get(id)?.at(-1))?.name ?? id;
}

const MANNERS: Manner[] = ['substantive', 'acting', 'deputy'];

/** The posts a person holds on a day, the one they act by first: their own before one they stand in for, the newer before the older. */
export function postsOf(directory: Directory, login: string, day: Day): Post[] {
  return [...directory.posts.values()]
    .flat()
    .filter((post) => post.login === login && holdsOn(post, day))
    .sort(
      (a, b) =>
        MANNERS.indexOf(a.manner) - MANNERS.indexOf(b.manner) || (a.from < b.from ? 1 : a.from > b.from ? -1 : a.id < b.id ? -1 : 1),
    );
}

/**
 * The bodies a person acts for on a day, by the posts in force. `named` is what the account says: it counts only for a person of whom no post was ever
 * recorded, so that a post that ended ends what it allowed.
 */
export function bodiesOf(directory: Directory, login: string, named: string, day: Day): string[] {
  let hadPost = false;
  for (const list of directory.posts.values()) if (list[0]?.login === login) hadPost = true;
  const bodies = hadPost ? postsOf(directory, login, day).map((post) => post.body) : [named];
  return [...new Set(bodies.flatMap((id) => heirOfBody(directory, id, day) ?? []))];
}

/** The certificate of enforcement a person holds on a day. */
export function certificateOf(directory: Directory, login: string, day: Day): string | null {
  const post = postsOf(directory, login, day).find(
    (one) => one.certificate && (one.certificateFrom ?? day) <= day && (one.certificateUntil === null || day < one.certificateUntil),
  );
  return post?.certificate ?? null;
}

/** The branch that answers for an area, or for the nearest area above it that has one: by management lines before administrative ones. */
export function branchOf(directory: Directory, area: string, day: Day): Body | undefined {
  const branches = listBodies(directory, day).filter((body) => body.kind === 'branch');
  for (const by of ['management', 'administrative'] as const) {
    for (const code of [area, ...rollUp(directory, area, day, by).map((above) => above.code)]) {
      const branch = branches.find((body) => body.area === code);
      if (branch) return branch;
    }
  }
  return undefined;
}
