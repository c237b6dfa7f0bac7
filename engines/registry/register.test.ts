import { describe, expect, it } from 'vitest';
import { examine, register } from './index.ts';
import { east, loggers, outlets, quarry } from './testing/builders.ts';

const draft = { code: 'DW001', name: '废水总排口', party: quarry, district: east, detail: { kind: 'water' } };
const found = (of: object, row?: number) =>
  examine(outlets, { ...draft, ...of }, { row: row ?? null }).findings.map((one) => `${one.field} ${one.code}`);

describe('what is wrong with an entry (R2)', () => {
  it('a right entry has no findings and its values in their kept form', () => {
    const examined = examine(outlets, {
      ...draft,
      name: ' 废水总排口 ',
      lon: '120.75' as never,
      lat: 30.7,
      detail: { kind: '废水', designM3PerDay: ' 1200.5 ', permittedOn: '2025-06-01' },
    });
    expect(examined.findings).toEqual([]);
    expect(examined.spine).toMatchObject({ name: '废水总排口', lon: 120.75, lat: 30.7, place: null });
    expect(examined.detail).toEqual({ kind: 'water', designM3PerDay: 1200.5, permittedOn: '2025-06-01' });
  });

  it('everything wrong is found at once, each with its row, its field and both languages', () => {
    const { findings } = examine(
      outlets,
      {
        code: '',
        name: '\0',
        party: '91350100M000100Y4Y',
        district: '',
        lon: 190,
        detail: { kind: '废渣', designM3PerDay: '很多', permittedOn: '2025-02-30', colour: 'red' },
      },
      { row: 3 },
    );
    expect(findings.map((one) => `${one.row} ${one.field} ${one.code}`)).toEqual([
      '3 code required',
      '3 name notText',
      '3 district required',
      '3 party creditCodeCheckFails',
      '3 lon notAPosition',
      '3 lat halfAPosition',
      '3 colour unknownField',
      '3 kind notAChoice',
      '3 designM3PerDay notANumber',
      '3 permittedOn notADay',
    ]);
    for (const one of findings) for (const words of [one.says, one.saysEn, one.name]) expect(words).toBeTruthy();
    expect(findings.find((one) => one.field === 'designM3PerDay')?.says).toBe('设计处理量须为数字（m³/d）');
  });

  it("a field's own check and a required field are asked for", () => {
    expect(found({ detail: { kind: 'air', designM3PerDay: -1 } })).toEqual(['designM3PerDay belowZero']);
    expect(found({ detail: {} })).toEqual(['kind required']);
    expect(found({ detail: { kind: '' } })).toEqual(['kind required']);
  });

  it('values that only look like numbers, days, choices or fields are refused', () => {
    for (const value of ['1e3', '0x10', '1,200', Number.NaN, Number.POSITIVE_INFINITY, true, {}, [1]])
      expect(found({ detail: { kind: 'air', designM3PerDay: value } })).toEqual(['designM3PerDay notANumber']);
    expect(found({ detail: { kind: 'toString' } })).toEqual(['kind notAChoice']);
    expect(found({ detail: { kind: 'air', toString: 'x' } })).toEqual(['toString unknownField']);
    expect(found({ name: '半个字\ud83d' })).toEqual(['name notText']);
    expect(found({ code: '长'.repeat(201) })).toEqual(['code notText']);
  });

  it('a secret is never repeated in a finding, and is not asked for again when it is there', () => {
    const secretive = register({
      ...loggers,
      fields: {
        pw: {
          name: '访问密码',
          nameEn: 'Password',
          type: 'text',
          secret: true,
          required: true,
          check: () => ({ code: 'tooShort', says: '过短', saysEn: 'Too short' }),
        },
      },
    });
    const logger = { code: 'MN1', name: '数采仪', district: east };
    expect(JSON.stringify(examine(secretive, { ...logger, detail: { pw: 'hush' } }).findings)).not.toContain('hush');
    expect(examine(loggers, logger).findings.map((one) => one.code)).toEqual(['required']);
    expect(examine(loggers, logger, { hasSecrets: ['pw'] }).findings).toEqual([]);
    expect(examine(loggers, { ...logger, detail: { pw: null } }, { hasSecrets: ['pw'] }).findings.map((one) => one.code)).toEqual([
      'required',
    ]);
  });

  it('a declaration that cannot work is not accepted', () => {
    const declare = (fields: object) => () => register({ id: 'x', name: '某册', nameEn: 'Some list', fields: fields as never });
    expect(declare({ kind: { name: '类别', type: 'choice' } })).toThrow(/choices/);
    expect(declare({ firm: { name: '单位', type: 'ref' } })).toThrow(/leads to/);
    expect(declare({ name: { name: '名称', type: 'text' } })).toThrow(/spine/);
    expect(declare({ 'a-b': { name: '名称', type: 'text' } })).toThrow(/variable/);
  });
});
