/** Front door of plan. Laws P1–P5 stand in the README. */
export { type FactRecord, type FigureMade, figureOf, listFacts, recordsOf } from './figure.ts';
export {
  BASES_EN,
  type Basis,
  count,
  distinct,
  type Facts,
  formulaOf,
  type Indicator,
  indicator,
  latest,
  type Measure,
  ratio,
  streak,
  sum,
} from './indicator.ts';
export { parseTemplate, type ReportWritten, type Template, writeReport } from './report.ts';
