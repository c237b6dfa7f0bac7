/** How a full disk is told, by the system and by PostgreSQL. */

export function isFull(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'ENOSPC' || code === 'EDQUOT';
}

export function isDatabaseFull(error: unknown): boolean {
  return (error as { code?: string }).code === '53100';
}
