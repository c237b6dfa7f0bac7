/** From answers to files: the whole folder of a duty, its parameters, and its rows in the city's table of powers. Text in, text out; writes nothing. */
import { addDays } from '../../foundation/day.ts';
import type { Answers, FieldAnswer } from './answers.ts';

const camel = (id: string) => id.replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
const q = (text: string) => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;

/** Path (from the root) → text. */
export function filesOf(of: Answers): Record<string, string> {
  const folder = `programmes/${of.group}/${of.id}`;
  return {
    [`${folder}/programme.ts`]: manifest(of),
    [`${folder}/README.md`]: page(of),
    [`${folder}/registers.ts`]: registers(of),
    [`${folder}/cases/${of.id}-filing.ts`]: procedure(of),
    ...(of.runsOut ? { [`${folder}/reactions.ts`]: reactions(of) } : {}),
    [`${folder}/indicators.ts`]: indicators(of),
    [`${folder}/examples/confirmed.yaml`]: confirmed(of),
    [`${folder}/examples/returned.yaml`]: returned(of),
    ...(of.runsOut ? { [`${folder}/examples/run-out.yaml`]: runOut(of) } : {}),
    [`${folder}/maturity.yaml`]: maturity(of),
    [`city/jiaxing/parameters/${of.id}-check-days.yaml`]: parameter(`${of.name}核对的时限`, '工作日', of.checkDays),
    ...(of.runsOut
      ? {
          [`city/jiaxing/parameters/${of.id}-years.yaml`]: parameter(`${of.name}到期的年限`, '年', of.runsOut.years),
          [`city/jiaxing/parameters/${of.id}-remind-days.yaml`]: parameter(`${of.name}到期前提醒的天数`, '天', of.runsOut.remindDays),
        }
      : {}),
  };
}

export const matterOf = (of: Answers) => `${of.group}.${of.id}`;

/** The table of powers with this duty in it: branches check and confirm what lies in their area, the city's team may confirm anywhere. */
export function powersWith(of: Answers, text: string, branches: { id: string; area: string }[], city: string): string {
  const matter = matterOf(of);
  const row = (area: string, body: string, may: string, concurrent = false) =>
    `  - { matter: ${matter}, area: '${area}', body: ${body}, may: [${may}],${concurrent ? ' concurrent: true,' : ''} effectiveFrom: 2025-01-01, effectiveTo: null, confidence: C }\n`;
  return (
    text.replace(/\npowers:\n/, `\n  ${matter}: { name: ${of.name}, may: [check, confirm] }\npowers:\n`) +
    row(city, 'team', 'confirm', true) +
    branches.map((branch) => row(branch.area, branch.id, 'check, confirm')).join('')
  );
}

function manifest(of: Answers): string {
  const filing = `${camel(of.id)}Filing`;
  const register = camel(of.id);
  const cited = of.basis.article ? `cite(${q(of.basis.law)}, ${q(of.basis.article)})` : `cite(${q(of.basis.law)})`;
  return `import { cite, programme } from '../../declare.ts';
import { ${filing} } from './cases/${of.id}-filing.ts';
import { indicators } from './indicators.ts';
${of.runsOut ? "import { reactions } from './reactions.ts';\n" : ''}import { ${register} } from './registers.ts';

/** ${of.name}：单位提交，一名执法人员核对，另一名确认并记入台账${of.runsOut ? '；到期前提醒' : ''}。 */
export default programme({
  id: ${q(of.id)},
  name: ${q(of.name)},
  nameEn: ${q(of.nameEn)},
  basis: [${cited}],
  registers: [${register}],
  cases: [${filing}],
${of.runsOut ? '  reactions,\n' : ''}  indicators,
});
`;
}

function page(of: Answers): string {
  return `# ${of.name}

${of.runsOut ? `到期前 ${of.runsOut.remindDays} 日，系统提醒单位并开件；单位也可以自己提交，不必等提醒。` : '单位在平台提交。'}

- 单位提交：${of.fields.map((field) => field.name).join('、')}。
- 执法人员 ${of.checkDays} 个工作日内核对，不齐全的退回补正；到时没有核对，提示分局。
- 核对齐全后，由另一名执法人员确认；确认的同时记入台账，旧的一版仍可查到。
- 不予受理的，写明理由办结。

天数${of.runsOut ? '和年限' : ''}是本市参数，待核。
`;
}

const unitOf = ({ unit, unitEn }: FieldAnswer) => `${unit ? `, unit: ${q(unit)}` : ''}${unitEn ? `, unitEn: ${q(unitEn)}` : ''}`;

const kindInRegister = (field: FieldAnswer): string => {
  const common = `name: ${q(field.name)}, nameEn: ${q(field.nameEn)}, type: ${q(field.type)}, column: true${field.required ? ', required: true' : ''}`;
  if (field.type === 'choice')
    return `{ ${common}, choices: { ${field.choices.map((c) => `${c.value}: ${q(c.name)}`).join(', ')} }, choicesEn: { ${field.choices.map((c) => `${c.value}: ${q(c.nameEn)}`).join(', ')} } }`;
  return `{ ${common}${unitOf(field)} }`;
};

function registers(of: Answers): string {
  const suffix = of.id
    .split('-')
    .map((word) => (word[0] ?? '').toUpperCase())
    .join('');
  const status = of.fields.find((field) => field.type === 'choice' && field.required);
  return `import { register } from '../../../engines/registry/index.ts';

/** ${of.name}：一家一份，重新办理就是新的一版，旧版仍可查到。 */
export const ${camel(of.id)} = register({
  id: ${q(of.id)},
  name: ${q(of.name)},
  nameEn: ${q(of.nameEn)},
  party: 'required',
  keepers: ['officer'],
  codeOf: ({ party }) => \`\${party}-${suffix}\`,
  nameOf: (_draft, { party }) => \`\${party}${of.name}\`,
  fields: {
${of.fields.map((field) => `    ${field.field}: ${kindInRegister(field)},`).join('\n')}
    filedOn: { name: '确认日', nameEn: 'Confirmed on', type: 'day', required: true, column: true },
    number: { name: '编号', nameEn: 'Number', type: 'text', column: true, search: true },
  },
  counts: { ${status ? `status: ${q(status.field)}, ` : ''}day: 'filedOn' },
${
  of.runsOut
    ? `  watches: [
    {
      id: 'expiring',
      name: ${q(`${of.name}即将到期`)},
      nameEn: ${q(`${of.nameEn}: about to run out`)},
      of: ${q(of.runsOut.field)},
      yearsAfter: ${q(`${of.id}-years`)},
      daysBefore: ${q(`${of.id}-remind-days`)},
    },
  ],
`
    : ''
}});
`;
}

function ask(field: FieldAnswer): string {
  const common = `field: ${q(field.field)}, name: ${q(field.name)}, nameEn: ${q(field.nameEn)}, kind: ${q(field.type)}, required: ${field.required}`;
  if (field.type === 'choice')
    return `{ ${common}, choices: [${field.choices.map((c) => `{ value: ${q(c.value)}, name: ${q(c.name)}, nameEn: ${q(c.nameEn)} }`).join(', ')}] }`;
  return `{ ${common}${unitOf(field)} }`;
}

function procedure(of: Answers): string {
  const reason = (name: string, nameEn: string) =>
    `asks: [{ field: 'reason', name: ${q(name)}, nameEn: ${q(nameEn)}, kind: 'longText', required: true }],`;
  const beginning = of.runsOut
    ? `    reminded: {
      name: '提醒办理',
      nameEn: 'Reminded',
      by: 'system',
      waits: '等排污单位办理',
      waitsEn: 'Waiting for the firm',
      next: ['filed', 'refused'],
      within: { unit: 'naturalDays', parameter: ${q(`${of.id}-remind-days`)} },
      else: 'overdue',
      tells: [{ to: 'firm', channel: 'sms', text: '提醒：{message}请于 {due} 前在平台办理。（{number}）' }],
    },
    overdue: {
      detour: true,
      name: '到期未办理',
      nameEn: 'Not filed in time',
      by: 'system',
      waits: '等排污单位办理，分局跟进',
      waitsEn: 'Waiting for the firm; the branch follows up',
      next: ['filed', 'refused'],
      tells: [{ to: 'branch', channel: 'sms', text: '{title}到期未办理，请跟进。（{number}）' }],
    },
`
    : '';
  return `import { caseType } from '../../../../engines/case/index.ts';
import { enters } from '../../../../engines/registry/index.ts';
import { ${camel(of.id)} } from '../registers.ts';

/** ${of.name}：单位提交，一名执法人员核对，另一名确认；确认时记入台账。 */
export const ${camel(of.id)}Filing = caseType({
  id: ${q(`${of.id}-filing`)},
  name: ${q(of.name)},
  nameEn: ${q(of.nameEn)},
  matter: ${q(matterOf(of))},
  effectiveFrom: '2025-01-01',
  series: ${q(of.name.slice(0, 4))},
  first: ${q(of.runsOut ? 'reminded' : 'filed')},
  levels: ['普通'],
  levelsEn: ['Ordinary'],
  opensBy: { step: 'filed', about: 'party', title: ${q(`{party}${of.name}`)} },
  steps: {
${beginning}    filed: {
      name: '提交',
      nameEn: 'Filed',
      by: 'firm',
      waits: '等执法人员核对',
      waitsEn: 'Waiting for an officer to check it',
      next: ['checked', 'returned', 'refused'],
      within: { unit: 'workingDays', parameter: ${q(`${of.id}-check-days`)} },
      else: 'unchecked',
      asks: [
${of.fields.map((field) => `        ${ask(field)},`).join('\n')}
      ],
    },
    unchecked: {
      detour: true,
      name: '到时未核对',
      nameEn: 'Check overdue',
      by: 'system',
      waits: '等执法人员核对（已到时）',
      waitsEn: 'Waiting for an officer to check it (time has run out)',
      next: ['checked', 'returned', 'refused'],
      tells: [{ to: 'branch', channel: 'sms', text: '{title}到时未核对，请尽快办理。（{number}）' }],
    },
    returned: {
      detour: true,
      name: '退回补正',
      nameEn: 'Returned for correction',
      by: 'officer',
      power: 'check',
      waits: '等排污单位补正',
      waitsEn: 'Waiting for the firm to correct it',
      next: ['filed', 'refused'],
      ${reason('需要补正的内容', 'What is to be corrected')}
      tells: [{ to: 'firm', channel: 'sms', text: '{title}需要补正：{reason}（{number}）' }],
    },
    checked: {
      name: '核对',
      nameEn: 'Checked',
      by: 'officer',
      power: 'check',
      waits: '等另一名执法人员确认',
      waitsEn: 'Waiting for another officer to confirm',
      next: ['accepted', 'sentBack'],
      asks: [{ field: 'number', name: '编号', nameEn: 'Number', kind: 'text', required: true }],
    },
    sentBack: {
      detour: true,
      name: '确认退回',
      nameEn: 'Sent back',
      by: 'officer',
      power: 'confirm',
      notBy: ['checked'],
      waits: '等执法人员重新核对',
      waitsEn: 'Waiting for an officer to check again',
      next: ['checked', 'returned'],
      ${reason('退回理由', 'Reason for sending back')}
    },
    accepted: {
      name: '确认',
      nameEn: 'Confirmed',
      by: 'officer',
      power: 'confirm',
      notBy: ['checked'],
      next: [],
      closes: '办结',
      does: [
        enters(${camel(of.id)}, ({ said, day }) => ({ detail: { ...said.filed, ...said.checked, filedOn: day } }), {
          name: '记入台账',
          nameEn: 'Entered in the register',
        }),
      ],
      tells: [{ to: 'firm', channel: 'sms', text: '{title}已确认。（{number}）' }],
    },
    refused: {
      detour: true,
      name: '不予受理',
      nameEn: 'Refused',
      by: 'officer',
      power: 'confirm',
      next: [],
      closes: '办结',
      ${reason('理由', 'Reason')}
    },
  },
});
`;
}

function reactions(of: Answers): string {
  return `import { opens } from '../../../engines/case/index.ts';
import { when } from '../../declare.ts';
import { ${camel(of.id)}Filing } from './cases/${of.id}-filing.ts';

export const reactions = [
  when(${q(`registry.${of.id}.expiring`)})
    .as(${q(`${of.id}.expiring`)})
    .follows(opens(${camel(of.id)}Filing, { title: ${q(`{party}${of.name}到期重办`)}, says: { message: '{name}将于 {comes} 到期。' } })),
];
`;
}

function indicators(of: Answers): string {
  return `import { count, indicator } from '../../../engines/plan/index.ts';

export const indicators = [
  indicator({
    id: ${q(`${of.id}-confirmed`)},
    name: ${q(`${of.name}确认数`)},
    nameEn: ${q(`${of.nameEn}: confirmed`)},
    unit: '件',
    unitEn: 'files',
    decimals: 0,
    basis: '测算',
    scope: '全市，按确认日',
    scopeEn: 'Whole city, by day of confirmation',
    office: ${q(of.office)},
    officeEn: ${q(of.officeEn)},
    of: count({ kind: ${q(`case.${of.id}-filing.accepted`)} }),
  }),
];
`;
}

function maturity(of: Answers): string {
  const stories = ['examples/confirmed.yaml', 'examples/returned.yaml', ...(of.runsOut ? ['examples/run-out.yaml'] : [])];
  return `rows:
  ${of.row}:
    state: thin
    says: 提交、核对、确认和台账${of.runsOut ? '、到期提醒' : ''}；这一行其余的内容还没有
    stories: [${stories.join(', ')}]
`;
}

function parameter(name: string, unit: string, value: number): string {
  return `name: ${name}
unit: ${unit}
checkedOn: 2026-11-24
values:
  2025-01-01: { value: ${value}, cite: 示例参数，待核, confidence: C }
`;
}

// ── Stories ──────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────

function sampleOf(field: FieldAnswer, day = '2026-09-20'): string {
  if (field.type === 'number') return '1';
  if (field.type === 'day') return day;
  if (field.type === 'choice') return field.choices[0]?.value ?? '';
  return `示例${field.name}`;
}
const saidOf = (of: Answers, day?: string) => of.fields.map((field) => `${field.field}: ${sampleOf(field, day)}`).join(', ');
const entryCode = (of: Answers) =>
  `'{firm}-${of.id
    .split('-')
    .map((word) => (word[0] ?? '').toUpperCase())
    .join('')}'`;

function confirmed(of: Answers): string {
  const missing = of.fields.find((field) => field.required);
  const without = missing ? of.fields.filter((field) => field !== missing) : of.fields;
  return `title: ${of.name}：提交、核对、由另一人确认，同时记入台账
tells: 方一提交；秦核核对齐全，但不能确认自己核对的件；沈复确认，台账里就有了。同一家在办时不能再提交一份。
source: 次序和人员由业务规定；编号为示例；没有计算
holds: [C7, C8]
given: {}
when:
${
  missing
    ? `  - at: 2026-09-28 09:50
    opens: { by: fang, procedure: ${of.id}-filing, says: { ${without.map((field) => `${field.field}: ${sampleOf(field)}`).join(', ')} } }
    then: { refused: case.fieldMissing, files: 0 }
`
    : ''
}  - at: 2026-09-28 10:00
    opens: { by: fang, procedure: ${of.id}-filing, says: { ${saidOf(of)} } }
    then: { file: { step: filed, waits: 等执法人员核对 } }
  - at: 2026-09-28 10:05
    opens: { by: fang, procedure: ${of.id}-filing, says: { ${saidOf(of)} } }
    then: { refused: case.alreadyOpen, files: 1 }
  - at: 2026-09-29 09:00
    act: { by: qin, step: checked, says: { number: 青-01 } }
    then: { file: { step: checked, waits: 等另一名执法人员确认 }, figures: { ${of.id}-confirmed: 0 } }
  - at: 2026-09-29 09:05
    act: { by: qin, step: accepted, says: {} }
    then: { refused: case.sameDoer }
  - at: 2026-09-29 10:00
    act: { by: shen, step: accepted, says: {} }
    then:
      file: { status: closed, closing: 办结 }
      entry: { register: ${of.id}, code: ${entryCode(of)}, says: { number: 青-01, filedOn: 2026-09-29 } }
      figures: { ${of.id}-confirmed: 1 }
`;
}

function returned(of: Answers): string {
  return `title: ${of.name}：到时未核对、退回补正、确认退回，最后不予受理
tells: >-
  核对的时限内没有人核对，到时提示分局。秦核退回补正；方一补正后秦核核对，沈复退回重核；秦核再退回补正，沈复写明理由，不予受理。
source: 核对时限为本市参数 ${of.id}-check-days（${of.checkDays} 个工作日）；9 月 28 日提交，11 月 30 日必已到时
holds: [C4, C6]
given: {}
when:
  - at: 2026-09-28 10:00
    opens: { by: fang, procedure: ${of.id}-filing, says: { ${saidOf(of)} } }
  - at: 2026-11-30 09:00
    then: { file: { step: unchecked, waits: 等执法人员核对（已到时） }, told: [{ receiver: 上游分局, says: [到时未核对] }] }
  - at: 2026-11-30 10:00
    act: { by: qin, step: returned, says: { reason: 内容不全 } }
    then: { file: { step: returned }, told: [{ receiver: 青山染整厂, says: [内容不全] }] }
  - at: 2026-11-30 15:00
    act: { by: fang, step: filed, says: { ${saidOf(of)} } }
  - at: 2026-12-01 09:00
    act: { by: qin, step: checked, says: { number: 青-02 } }
  - at: 2026-12-01 09:05
    act: { by: shen, step: sentBack, says: { reason: 编号有误 } }
    then: { file: { step: sentBack } }
  - at: 2026-12-01 09:10
    act: { by: qin, step: returned, says: { reason: 仍不齐全 } }
  - at: 2026-12-02 09:00
    act: { by: shen, step: refused, says: { reason: 不属于办理范围 } }
    then: { file: { status: closed, closing: 办结 }, figures: { ${of.id}-confirmed: 0 } }
`;
}

function runOut(of: Answers): string {
  const { field, years, remindDays } = of.runsOut as NonNullable<Answers['runsOut']>;
  const ends = '2026-11-20';
  const begins = `${2026 - years}-11-20`;
  const reminded = addDays(ends, -remindDays);
  const signed = of.fields.map((one) => `${one.field}: ${one.field === field ? begins : sampleOf(one, begins)}`).join(', ');
  return `title: ${of.name}：到期前提醒，到期未办提示分局，补办后确认
tells: 台账里的一份 ${begins} 起算，${ends} 满 ${years} 年；提前 ${remindDays} 日，${reminded} 系统提醒并开件。到期没有办理，提示分局；随后方一提交，秦核核对，沈复确认。
source: ${years} 年、${remindDays} 日为本市参数（${of.id}-years、${of.id}-remind-days）；${begins} 加 ${years} 年为 ${ends}，减 ${remindDays} 日为 ${reminded}；${reminded} 09:00 加 ${remindDays} 日为 ${ends} 09:00
holds: [R1, C6]
given:
  entries:
    - register: ${of.id}
      from: ${begins}
      fields: { ${signed}, filedOn: ${begins} }
when:
  - at: ${addDays(reminded, -1)} 09:00
    then: { files: 0 }
  - at: ${reminded} 09:00
    then: { files: 1, file: { step: reminded, waits: 等排污单位办理, due: ${ends} 09:00 }, told: [{ receiver: 青山染整厂, says: ['${ends}'], neverSays: [违法, 处罚] }] }
  - at: ${ends} 09:01
    then: { file: { step: overdue, waits: 等排污单位办理，分局跟进 }, told: [{ receiver: 上游分局, says: [到期未办理] }] }
  - at: ${ends} 10:00
    act: { by: fang, step: filed, says: { ${saidOf(of, ends)} } }
  - at: ${ends} 11:00
    act: { by: qin, step: checked, says: { number: 青-03 } }
  - at: ${ends} 11:05
    act: { by: shen, step: accepted, says: {} }
    then: { file: { status: closed }, entry: { register: ${of.id}, code: ${entryCode(of)}, says: { number: 青-03, filedOn: ${ends} } } }
`;
}
