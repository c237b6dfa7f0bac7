import { showCivil, showCivilDay } from '../../../foundation/day.ts';
import { paper } from '../../declare.ts';
import { amount, shown } from './reactions.ts';

const LABELS: Record<string, string> = { period: '时段', value: '监测值', limit: '许可限值', hours: '连续小时数' };

/** Shown with their unit, rounded as in the message itself. */
const MEASURED = ['value', 'limit'];

/** 提醒单：把已发出的提醒印成一页；内容取自发出时的记录，之后怎样办理不改它。 */
const reminderSlip = paper({
  id: 'reminder-slip',
  name: '提醒单',
  nameEn: 'Reminder slip',
  of: 'reminder',
  template: 'reminder-slip.docx',
  fields: {
    issuer: '发出单位',
    title: '事由',
    firm: '排污单位',
    message: '提醒内容',
    due: '反馈期限',
    day: '发出日期',
    rows: { name: '事项', value: '内容' },
  },
  title: ({ file }) => `关于${file.title}的提醒单`,
  at: ({ file }) => file.openedAt,
  fill: ({ file, acts, clocks, issuer }) => {
    const said = acts[0]?.says ?? {};
    return {
      issuer,
      title: file.title,
      firm: file.partyName,
      message: String(said.message ?? ''),
      due: showCivil(clocks[0]?.dueAt ?? file.openedAt),
      day: showCivilDay(file.openedAt),
      rows: [
        { name: '排放口', value: file.placeName ?? '—' },
        ...Object.entries(LABELS)
          .filter(([field]) => said[field] !== undefined)
          .map(([field, name]) => ({
            name,
            value: MEASURED.includes(field)
              ? amount(field === 'value' ? shown(said.value, said.limit) : said.limit, String(said.unit ?? ''))
              : String(said[field]),
          })),
      ],
    };
  },
});

export const documents = [reminderSlip];
