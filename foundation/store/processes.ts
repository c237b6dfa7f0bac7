/**
 * Processes, told apart even when the system gives a number out twice.
 *
 * A pid alone is not a name: after a reboot, or 32 768 forks later, it belongs to a stranger. What we write to disk is the
 * pid together with the moment it began, and a process counts as ours only when both agree.
 * Knows nothing of PostgreSQL; stops nothing that it was not told to stop.
 */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** A process as we remember it between two runs. `began` is compared, never interpreted. */
export interface RememberedProcess {
  pid: number;
  began: string;
}

/** Alive and not a zombie. A zombie holds nothing, yet `kill(pid, 0)` succeeds on it until its parent (in a container: nobody) reaps it. */
export function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  if (process.platform === 'linux') {
    const fields = statFields(pid);
    return fields !== undefined && fields[0] !== 'Z' && fields[0] !== 'X';
  }
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** When the process began, as the kernel knows it: boot id and clock ticks on Linux, `ps` elsewhere. Undefined when it is not alive. */
export function began(pid: number): string | undefined {
  if (!isAlive(pid)) return undefined;
  if (process.platform === 'linux') {
    const ticks = statFields(pid)?.[19];
    return ticks === undefined ? undefined : `${bootId()}:${ticks}`;
  }
  return listed(['-o', 'lstart=', '-p', String(pid)])[0]?.trim() || undefined;
}

export function remember(pid: number): RememberedProcess {
  return { pid, began: began(pid) ?? '' };
}

export function isStill(one: RememberedProcess): boolean {
  return one.began !== '' && began(one.pid) === one.began;
}

/** Every process we may see, with its command line. On Linux the arguments are separated by spaces here, as `ps` prints them. */
export function listProcesses(): { pid: number; command: string }[] {
  if (process.platform !== 'linux') {
    return listed(['-axo', 'pid=,command=']).flatMap((line) => {
      const found = /^\s*(\d+)\s+(.*)$/.exec(line);
      return found ? [{ pid: Number(found[1]), command: found[2] ?? '' }] : [];
    });
  }
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => ({ pid: Number(name), command: commandOf(Number(name)) }))
    .filter((one) => one.command !== '' && isAlive(one.pid));
}

export function commandOf(pid: number): string {
  if (process.platform !== 'linux') return listed(['-o', 'command=', '-p', String(pid)])[0] ?? '';
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
  } catch {
    return '';
  }
}

/** Sends the signal; a process that is already gone is not an error. */
export function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** True when the process went within the time. */
export async function waitUntilGone(pid: number, milliseconds: number): Promise<boolean> {
  const until = Date.now() + milliseconds;
  while (isAlive(pid)) {
    if (Date.now() >= until) return false;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return true;
}

// Field 2 of /proc/<pid>/stat is the command in brackets and may itself hold spaces and brackets, so we count from the last one.
function statFields(pid: number): string[] | undefined {
  try {
    const line = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return line.slice(line.lastIndexOf(')') + 2).split(' ');
  } catch {
    return undefined;
  }
}

let knownBoot: string | undefined;
// Ticks are counted from boot: without the boot's id, tomorrow's first process could pass for yesterday's.
function bootId(): string {
  if (knownBoot === undefined) {
    try {
      knownBoot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    } catch {
      knownBoot = 'boot';
    }
  }
  return knownBoot;
}

function listed(args: string[]): string[] {
  try {
    return execFileSync('ps', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
      .split('\n')
      .filter(Boolean);
  } catch {
    return [];
  }
}
