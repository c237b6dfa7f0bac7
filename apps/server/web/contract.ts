/**
 * The one contract between the server and everyone who calls it: the shapes of every answer.
 * The routes check requests and answers against these; OpenAPI (/api/docs) and the console's types are made from them.
 * Instants travel as epoch milliseconds, civil days as 'YYYY-MM-DD' (Asia/Shanghai); every number travels with its unit.
 */
import { z } from 'zod';

export const Instant = z.number().int().describe('epoch milliseconds');
export const Day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);
/** Kind and id of a thing one can open: `file:12`, `verdict:7`, `frame:4096`, `outlet:…`, `firm:…`, `transfer:…`. */
export const Ref = z.object({ kind: z.string(), id: z.string() });

/** RFC 9457 with our code, what to do next, and what the refusal is about. */
export const Problem = z.object({
  type: z.string(),
  title: z.string().describe('what happened, in Chinese'),
  titleEn: z.string(),
  status: z.number().int(),
  code: z.string().describe('refusal code in words, e.g. case.notYourStep'),
  do: z.string().optional().describe('what to do next'),
  doEn: z.string().optional(),
  about: z.record(z.string(), z.unknown()).optional(),
  findings: z
    .array(z.object({ path: z.string(), says: z.string(), saysEn: z.string().optional(), row: z.number().int().nullable().optional() }))
    .optional(),
});

export const Role = z.enum(['duty', 'officer', 'engineer', 'office', 'leader', 'admin', 'security', 'auditor', 'firm', 'citizen']);
export const Person = z.object({
  login: z.string(),
  name: z.string(),
  role: Role,
  roleName: z.string(),
  body: z.string().describe('name of the body or firm the person acts for'),
  party: z.string().nullable().describe('credit code, for people of a firm'),
  scope: z.array(z.string()).describe('district codes; "*" is the whole city'),
});
export const Session = z.object({
  person: Person,
  csrf: z.string(),
  expiresAt: Instant,
  demo: z.boolean(),
  mustChange: z.boolean().describe('nothing else is answered before a password of one’s own is set'),
  since: z
    .object({ lastAt: Instant.nullable(), lastFrom: z.string().nullable(), failed: z.number().int() })
    .nullable()
    .describe('told once, when the session opens: the sign-in before this one, and the wrong tries since'),
});

export const FileSummary = z.object({
  id: z.string(),
  number: z.string(),
  procedure: z.string(),
  procedureName: z.string(),
  procedureNameEn: z.string(),
  title: z.string(),
  party: Ref.extend({ name: z.string() }),
  place: Ref.extend({ name: z.string() }).nullable(),
  district: z.string(),
  districtName: z.string(),
  step: z.string(),
  stepName: z.string(),
  stepNameEn: z.string(),
  level: z.number().int(),
  levelName: z.string(),
  levelNameEn: z.string(),
  status: z.enum(['open', 'closed']),
  closing: z.string().nullable().describe('办结 · 结案 · 销号 · 销警 when closed'),
  closingEn: z.string().nullable(),
  waitingFor: z.string().nullable().describe('who it is waiting for, in words'),
  waitingForEn: z.string().nullable(),
  openedAt: Instant,
  closedAt: Instant.nullable(),
  dueAt: Instant.nullable(),
  overdue: z.boolean(),
});

export const Today = z.object({
  at: Instant,
  mine: z.array(FileSummary).describe('waiting for someone like me'),
  waiting: z.array(FileSummary).describe('open, waiting for others'),
  overdue: z.array(FileSummary),
  loggers: z.object({ total: z.number(), reporting: z.number(), silent: z.number(), never: z.number() }),
  frames: z.object({ lastHour: z.number(), keptOpen: z.number().describe('frames kept with a finding and not yet dealt with') }),
  backlogSeconds: z.number().nullable().describe('age of the oldest frame answered but not yet written; null when none'),
});

export const StationSummary = z.object({
  outlet: z.string(),
  code: z.string().describe('DW001, DA001'),
  name: z.string(),
  kind: z.enum(['wastewaterOutlet', 'stack']),
  kindName: z.string(),
  firm: Ref.extend({ name: z.string() }),
  district: z.string(),
  districtName: z.string(),
  lon: z.number().nullable(),
  lat: z.number().nullable(),
  logger: z.string().nullable().describe('MN'),
  state: z.enum(['reporting', 'silent', 'never']),
  lastAt: Instant.nullable(),
  latest: z.array(
    z.object({
      parameter: z.string(),
      name: z.string(),
      unit: z.string(),
      value: z.number().nullable(),
      text: z.string(),
      mark: z.string().nullable(),
      markName: z.string().nullable(),
      observedAt: Instant,
      limit: z.number().nullable(),
    }),
  ),
  openFiles: z.number().int(),
});

export const LimitShown = z.object({
  id: z.string(),
  parameter: z.string(),
  basis: z.enum(['hour', 'day']).describe('the averaging period the limit is judged by'),
  lower: z.number().nullable(),
  upper: z.number().nullable(),
  unit: z.string(),
  clause: z.string(),
  effectiveFrom: Day,
  confidence: z.string(),
});

export const VerdictShown = z.object({
  id: z.string(),
  parameter: z.string(),
  parameterName: z.string(),
  period: z.enum(['hour', 'day']),
  startAt: Instant,
  outcome: z.enum(['within', 'over', 'cannotJudge']),
  outcomeName: z.string(),
  consequence: z
    .enum(['none', 'reminder', 'exceedance'])
    .describe('an hour over on a daily-mean limit is a reminder level, not an exceedance'),
  value: z.number().nullable(),
  text: z.string().nullable().describe('the value as rounded for comparison'),
  unit: z.string(),
  limit: LimitShown.nullable(),
  multiple: z.number().nullable().describe('times over the limit: (value − limit) / limit'),
  reason: z.string().nullable(),
  supersededBy: z.string().nullable(),
  knownAt: Instant,
});

/** The full explanation; `recomputed` is made by running the method again on the stored inputs at the moment of asking. */
export const Explanation = z.object({
  verdict: VerdictShown,
  place: Ref.extend({ name: z.string() }),
  party: Ref.extend({ name: z.string() }),
  method: z.object({ id: z.string(), version: z.string(), name: z.string(), cite: z.string() }),
  lawRelease: z.string(),
  inputHash: z.string(),
  limitsConsidered: z.array(LimitShown.extend({ chosen: z.boolean() })),
  arithmetic: z.array(z.string()),
  validity: z.object({
    counted: z.number(),
    due: z.number(),
    unit: z.string(),
    rule: z.string(),
    cite: z.string(),
    confidence: z.string(),
  }),
  inputs: z.array(
    z.object({
      observedAt: Instant,
      value: z.number().nullable(),
      text: z.string(),
      mark: z.string().nullable(),
      counts: z.boolean(),
      frame: z.string().nullable(),
    }),
  ),
  recomputed: z.object({ outcome: z.string(), value: z.number().nullable(), same: z.boolean() }),
});

export const Series = z.object({
  outlet: z.string(),
  parameter: z.string(),
  name: z.string(),
  unit: z.string(),
  from: Instant,
  to: Instant,
  limit: LimitShown.nullable().describe('the limit of the last day shown'),
  realtime: z.array(
    z.object({
      at: Instant,
      value: z.number().nullable(),
      mark: z.string().nullable(),
      frame: z.string().nullable(),
      revision: z.number(),
    }),
  ),
  minutes: z.array(
    z.object({
      at: Instant,
      value: z.number().nullable(),
      mark: z.string().nullable(),
      frame: z.string().nullable(),
      revision: z.number(),
    }),
  ),
  hours: z.array(
    z.object({
      at: Instant,
      value: z.number().nullable(),
      counts: z.boolean(),
      why: z.string().nullable(),
      coverage: z.number().describe('minutes of the hour that count'),
      loggerValue: z.number().nullable().describe("the logger's own hour (CN 2061)"),
      differs: z.boolean(),
      verdict: VerdictShown.nullable(),
    }),
  ),
  days: z.array(
    z.object({ day: Day, value: z.number().nullable(), counts: z.boolean(), why: z.string().nullable(), verdict: VerdictShown.nullable() }),
  ),
  silences: z.array(z.object({ from: Instant, to: Instant.nullable() })),
});

export const Station = StationSummary.extend({
  parameters: z.array(z.object({ parameter: z.string(), name: z.string(), unit: z.string(), limit: LimitShown.nullable() })),
  files: z.array(FileSummary),
  permit: z.string().nullable(),
});

/** A field a step asks for, as a form needs it. */
export const AskShown = z.object({
  field: z.string(),
  name: z.string(),
  nameEn: z.string(),
  kind: z.enum(['text', 'longText', 'choice', 'number', 'day', 'party', 'place', 'entry', 'file']),
  required: z.boolean(),
  requiredWhen: z.object({ field: z.string(), is: z.array(z.string()) }).nullable(),
  unit: z.string().nullable(),
  unitEn: z.string().nullable(),
  atLeast: z.number().nullable(),
  atMost: z.number().nullable(),
  of: z.string().nullable().describe('the register an entry is chosen from'),
  accepts: z
    .object({
      kind: z.string(),
      says: z.string(),
      saysEn: z.string(),
      endings: z.array(z.string()),
      mostBytes: z.number(),
      most: z.number().int(),
    })
    .optional()
    .describe('what a file field takes; its value is the ids of uploads, joined by commas'),
  choices: z.array(z.object({ value: z.string(), name: z.string(), nameEn: z.string() })).optional(),
});

/** One thing that may come next on a file. A step that cannot be taken says why. */
export const NextStep = z.object({
  step: z.string(),
  name: z.string().describe('label of the button'),
  nameEn: z.string(),
  can: z.boolean(),
  why: z.string().nullable(),
  whyEn: z.string().nullable(),
  asks: z.array(AskShown),
});
export const Act = z.object({
  seq: z.number().int(),
  step: z.string(),
  name: z.string(),
  nameEn: z.string(),
  by: z.string().describe('name of the person, or 系统'),
  byRole: z.string(),
  at: Instant,
  says: z.record(z.string(), z.unknown()).describe('the fields of the act'),
  shown: z.array(z.object({ name: z.string(), nameEn: z.string(), text: z.string() })).describe('the same, with labels'),
  effects: z.array(z.object({ says: z.string(), ref: Ref.nullable() })),
  sealed: z.boolean(),
});
export const CaseFile = FileSummary.extend({
  version: z.number().int().describe('how many acts it has; sent back in If-Match, an act on an older version is refused'),
  acts: z.array(Act),
  next: z.array(NextStep),
  clocks: z.array(
    z.object({
      name: z.string(),
      nameEn: z.string(),
      startedAt: Instant,
      dueAt: Instant,
      stoppedAt: Instant.nullable(),
      firedAt: Instant.nullable(),
      explains: z.string(),
    }),
  ),
  links: z.array(z.object({ role: z.string(), roleName: z.string(), roleNameEn: z.string(), ref: Ref, name: z.string() })),
  messages: z.array(
    z.object({
      id: z.string(),
      channel: z.string(),
      to: z.string(),
      text: z.string(),
      status: z.enum(['queued', 'sent', 'delivered', 'failed', 'undeliverable', 'joined', 'afterRestore']),
      queuedAt: Instant,
      sentAt: Instant.nullable(),
      error: z.string().nullable(),
    }),
  ),
  steps: z
    .array(
      z.object({
        step: z.string(),
        name: z.string(),
        nameEn: z.string(),
        closes: z.boolean(),
        detour: z.boolean().describe('not on the straight way: shown once it was taken'),
      }),
    )
    .describe('the whole procedure, in order, for the progress bar'),
});

export const FrameShown = z.object({
  id: z.string(),
  receivedAt: Instant,
  peer: z.string(),
  admission: z.string(),
  admissionSays: z.string(),
  text: z.string().describe('the bytes as text, PW masked'),
  hex: z.string().describe('hex dump, PW masked'),
  length: z.number().int(),
  header: z.record(z.string(), z.unknown()),
  edition: z.string(),
  direction: z.string(),
  records: z.array(z.object({ key: z.string(), name: z.string().nullable(), text: z.string() })),
  findings: z.array(z.object({ code: z.string(), says: z.string(), from: z.number(), to: z.number() })),
});
export const KeptFrame = z.object({
  id: z.string(),
  receivedAt: Instant,
  peer: z.string(),
  mn: z.string().nullable(),
  cn: z.string().nullable(),
  code: z.string(),
  says: z.string(),
  text: z.string(),
  state: z.enum(['open', 'replayed']),
  canReplay: z.boolean(),
  why: z.string().nullable(),
});

export const Figure = z.object({
  id: z.string(),
  name: z.string(),
  nameEn: z.string(),
  value: z.number().nullable(),
  text: z.string(),
  unit: z.string(),
  unitEn: z.string(),
  basis: z.enum(['测算', '登记', '导入', '外部认定', '表述']),
  basisEn: z.string(),
  scope: z.string(),
  scopeEn: z.string(),
  asOf: Instant,
  formula: z.string().describe('the algebra in words'),
  records: z.number().int(),
});
export const FigureRecords = z.object({
  figure: Figure,
  records: z.array(
    z.object({
      ref: Ref,
      name: z.string(),
      party: z.string().nullable(),
      place: z.string().nullable(),
      district: z.string(),
      day: Day,
      amount: z.number().nullable(),
      unit: z.string().nullable(),
      status: z.string(),
    }),
  ),
});
export const Report = z.object({
  year: z.number().int(),
  title: z.string(),
  asOf: Instant,
  /** Sentences cut into plain text and figures, in order, so that each figure can be drawn as a chip that opens. */
  paragraphs: z.array(z.array(z.union([z.object({ text: z.string() }), z.object({ figure: Figure })]))),
  note: z.string(),
});

export const StudyBalance = z.object({
  points: z.number(),
  earned: z.number(),
  used: z.number(),
  statement: z.array(z.object({ id: z.string(), day: Day, says: z.string(), points: z.number() })),
});
export const Live = z.object({
  topic: z.enum(['readings', 'hours', 'files', 'kept', 'loggers', 'messages', 'inbox']),
  district: z.string().nullable(),
  place: z.string().nullable(),
  at: Instant,
});
