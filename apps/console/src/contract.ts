/** Names for the shapes of the one contract. Types only: nothing of the server enters the bundle. */

import type { z } from 'zod';
import type * as shapes from '../../server/web/contract.ts';
import type * as duties from '../../server/web/duties-contract.ts';
import type * as health from '../../server/web/health-contract.ts';
import type * as messages from '../../server/web/messages-contract.ts';
import type * as registers from '../../server/web/registers-contract.ts';

export type Ref = z.infer<typeof shapes.Ref>;
export type Problem = z.infer<typeof shapes.Problem>;
export type Role = z.infer<typeof shapes.Role>;
export type Person = z.infer<typeof shapes.Person>;
export type Session = z.infer<typeof shapes.Session>;
export type FileSummary = z.infer<typeof shapes.FileSummary>;
export type Today = z.infer<typeof shapes.Today>;
export type StationSummary = z.infer<typeof shapes.StationSummary>;
export type Station = z.infer<typeof shapes.Station>;
export type LimitShown = z.infer<typeof shapes.LimitShown>;
export type VerdictShown = z.infer<typeof shapes.VerdictShown>;
export type Explanation = z.infer<typeof shapes.Explanation>;
export type Series = z.infer<typeof shapes.Series>;
export type NextStep = z.infer<typeof shapes.NextStep>;
export type Act = z.infer<typeof shapes.Act>;
export type CaseFile = z.infer<typeof shapes.CaseFile>;
export type FrameShown = z.infer<typeof shapes.FrameShown>;
export type KeptFrame = z.infer<typeof shapes.KeptFrame>;
export type Figure = z.infer<typeof shapes.Figure>;
export type FigureRecords = z.infer<typeof shapes.FigureRecords>;
export type Report = z.infer<typeof shapes.Report>;
export type SetAside = z.infer<typeof messages.SetAsideFact>;
export type Live = z.infer<typeof shapes.Live>;
export type DutySummary = z.infer<typeof duties.DutySummary>;
export type Duty = z.infer<typeof duties.Duty>;
export type OpeningShown = z.infer<typeof duties.OpeningShown>;
export type ProcedureDrawn = z.infer<typeof duties.ProcedureDrawn>;
export type Picks = z.infer<typeof duties.Picks>;
export type AskShown = z.infer<typeof shapes.AskShown>;
export type RegisterSummary = z.infer<typeof registers.RegisterSummary>;
export type RegisterShown = z.infer<typeof registers.RegisterShown>;
export type RegisterPage = z.infer<typeof registers.RegisterPage>;
export type FieldShown = z.infer<typeof registers.FieldShown>;
export type EntryShown = z.infer<typeof registers.EntryShown>;
export type EntryPage = z.infer<typeof registers.EntryPage>;
export type FactShown = z.infer<typeof registers.FactShown>;
export type Dossier = z.infer<typeof registers.Dossier>;
export type ImportOutcome = z.infer<typeof registers.ImportOutcome>;
export type StudyBalance = z.infer<typeof shapes.StudyBalance>;
export type Notice = z.infer<typeof messages.Notice>;
export type OutboxMessage = z.infer<typeof messages.OutboxMessage>;
export type MessageTemplate = z.infer<typeof messages.MessageTemplate>;
export type MessagePreview = z.infer<typeof messages.Preview>;
export type JobRow = z.infer<typeof messages.JobRow>;
export type JobRun = z.infer<typeof messages.JobRun>;
export interface Items<T> {
  items: T[];
}
export type PlatformHealth = z.infer<typeof health.PlatformHealth>;
