/** What both pages of the directory share: the day that is looked at, days in words, the forms' choices, and the sheet that is read in. */
import { useQuery } from '@tanstack/react-query';
import { Input } from 'antd';
import { useState } from 'react';
import type { z } from 'zod';
import type * as shapes from '../../../../server/web/directory-contract.ts';
import { useAddress } from '../../address.ts';
import { api } from '../../api.ts';
import { FieldsWindow } from '../../parts/change.tsx';
import { Panel } from '../../parts/page.tsx';
import { Nothing } from '../../parts/problem-notice.tsx';
import { Sheet } from '../../parts/sheet.tsx';
import { Tag } from '../../parts/tags.tsx';
import { inWords, useTexts } from '../../texts/index.ts';
import { dayOf } from '../../time.ts';

export type Areas = z.infer<typeof shapes.AreasShown>;
export type Bodies = z.infer<typeof shapes.BodiesShown>;
export type Powers = z.infer<typeof shapes.PowersShown>;
export type BodyWhole = z.infer<typeof shapes.BodyWhole>;
export type AreaWhole = z.infer<typeof shapes.AreaWhole>;
type Outcome = z.infer<typeof shapes.SheetOutcome>;

export const today = () => dayOf(Date.now());
export const levels = ['city', 'county', 'town', 'village'] as const;
export const areaKinds = ['administrative', 'management'] as const;
export const manners = ['substantive', 'acting', 'deputy'] as const;
export const rollUps = ['administrative', 'management'] as const;
export const confidences = ['A', 'B', 'C'].map((value) => ({ value, label: value }));

export const useAreas = (day: string, rollUp: string) =>
  useQuery({
    queryKey: ['directory', 'areas', day, rollUp],
    queryFn: ({ signal }) => api.get<Areas>('/directory/areas', { query: { day, rollUp }, signal }),
  });
export const useBodies = (day: string, area: string) =>
  useQuery({
    queryKey: ['directory', 'bodies', day, area],
    queryFn: ({ signal }) => api.get<Bodies>('/directory/bodies', { query: { day, area }, signal }),
  });

/** The day looked at stands in the address; today when none does. */
export function useDay() {
  const { read, write } = useAddress();
  return { day: read('day') || today(), write: (day: string) => write({ day: day === today() ? null : day }) };
}

export function DayChoice() {
  const { t } = useTexts();
  const { day, write } = useDay();
  return (
    <span className="small soft">
      {t('directory.day')}{' '}
      <Input
        type="date"
        aria-label={t('directory.day')}
        style={{ width: 150 }}
        value={day}
        onChange={(event) => event.target.value && write(event.target.value)}
        data-testid="day"
      />
    </span>
  );
}

/** A period as people say it: with its last day. */
export function Days({ of }: { of: { from: string; until: string | null } }) {
  const { t } = useTexts();
  if (of.until === null) return <>{t('directory.since', { from: of.from })}</>;
  const last = new Date(Date.parse(`${of.until}T00:00:00Z`) - 86_400_000).toISOString().slice(0, 10);
  return <>{t('directory.span', { from: of.from, last })}</>;
}

export function Provisional({ of }: { of: { confidence: string } }) {
  const { t } = useTexts();
  return of.confidence === 'C' ? <Tag tone="warn">{t('directory.provisional')}</Tag> : null;
}

/** A sheet pasted in: tried first, written only when asked, and every finding shown with its row. */
export function SheetWindow({ sorts, path, onClose }: { sorts: ('areas' | 'bodies')[]; path: string; onClose: () => void }) {
  const { t } = useTexts();
  const [outcome, show] = useState<Outcome | null>(null);
  return (
    <FieldsWindow<Outcome>
      title={t('directory.import')}
      submit={t('directory.import')}
      name="directory-sheet"
      onClose={onClose}
      first={{ what: sorts[0], write: 'nothing', day: today() }}
      refresh={['directory']}
      does={(filled, key) => api.post<Outcome>(path, filled, { key })}
      then={show}
      fields={[
        ...(sorts.length
          ? [
              {
                name: 'what',
                says: t('directory.what'),
                kind: 'choice' as const,
                required: true,
                choices: sorts.map((value) => ({ value, label: t(`directory.${value}`) })),
              },
            ]
          : []),
        { name: 'table', says: t('directory.table'), kind: 'longText', required: true, most: 900_000, hint: t('directory.tableHint') },
        { name: 'day', says: t('directory.from'), kind: 'day', required: true },
        {
          name: 'write',
          says: t('directory.write'),
          kind: 'choice',
          required: true,
          choices: (['nothing', 'good', 'whole'] as const).map((value) => ({ value, label: t(`directory.writes.${value}`) })),
        },
      ]}
    >
      {outcome ? <Findings of={outcome} /> : null}
    </FieldsWindow>
  );
}

function Findings({ of }: { of: Outcome }) {
  const { t, language } = useTexts();
  return (
    <Panel
      title={t('directory.outcome', { rows: of.rows, changed: of.changed, unchanged: of.unchanged })}
      end={<Tag tone={of.written ? 'good' : 'note'}>{t(of.written ? 'directory.written' : 'directory.notWritten')}</Tag>}
      flush
      testid="findings"
    >
      <Sheet
        tight
        rows={of.findings}
        rowKey={(one) => `${one.row} ${one.field} ${one.says}`}
        minWidth={420}
        empty={<Nothing title={t('directory.noFindings')} slim icon="tick" />}
        columns={[
          { title: t('directory.row'), key: 'row', width: 60, right: true, render: (one) => <span className="num">{one.row}</span> },
          { title: t('directory.field'), key: 'field', width: 110, render: (one) => one.name },
          { title: t('directory.value'), key: 'value', width: 120, render: (one) => one.value },
          { title: t('directory.says'), key: 'says', render: (one) => inWords(language, one.says, one.saysEn) },
        ]}
      />
    </Panel>
  );
}
