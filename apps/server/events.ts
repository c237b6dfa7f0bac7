/** Log lines: one JSON object a line, a constant sentence with the facts beside it. The supervisor relays them. */
export function logLine(role: string, level: 'info' | 'warn' | 'error', says: string, about: Record<string, unknown> = {}): void {
  console.log(JSON.stringify({ at: new Date().toISOString(), role, level, says, ...about }));
}
