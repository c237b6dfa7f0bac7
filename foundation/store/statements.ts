/**
 * The statements of a migration, each with the line it begins on: for naming the one that failed. PostgreSQL reads the text itself; nothing is run by what
 * is found here.
 */
export interface Statement {
  text: string;
  line: number;
}

// In this order: a comment, a quoted text (with backslashes where E stands before it), a quoted name, a text in dollars, the end of a statement.
const PIECE = /--[^\n]*|\/\*[\s\S]*?\*\/|\b[eE]'(?:[^'\\]|\\[\s\S]|'')*'|'(?:[^']|'')*'|"(?:[^"]|"")*"|(\$\w*\$)[\s\S]*?\1|;/g;

export function statementsOf(sql: string): Statement[] {
  const found: Statement[] = [];
  const take = (from: number, to: number) => {
    // What stands before the first word is spaces and comments.
    const lead = /^(?:\s+|--[^\n]*\n?|\/\*[\s\S]*?\*\/)*/.exec(sql.slice(from, to))?.[0].length ?? 0;
    const text = sql
      .slice(from + lead, to)
      .replace(/\s+/g, ' ')
      .trim();
    if (text) found.push({ text, line: sql.slice(0, from + lead).split('\n').length });
  };
  let from = 0;
  for (const piece of sql.matchAll(PIECE)) {
    if (piece[0] !== ';') continue;
    take(from, piece.index);
    from = piece.index + 1;
  }
  take(from, sql.length);
  return found;
}
