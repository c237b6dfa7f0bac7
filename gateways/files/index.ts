/** Front door of other people's file formats. */
export { type CellFault, columnName, type Note, Notes, type SheetRow } from './notes.ts';
export { openSheets, type SheetFile } from './open.ts';
export { LIMITS, refuse as sheetRefusals } from './refusals.ts';
export { type SheetWritten, writeSheet } from './write.ts';
