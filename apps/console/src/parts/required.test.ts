import { describe, expect, it } from 'vitest';
import { isRequired, whenRequired } from './required.ts';

const level = {
  field: 'level',
  name: '风险级别',
  nameEn: 'Level of risk',
  required: true,
  requiredWhen: null,
  choices: [
    { value: 'general', name: '一般', nameEn: 'General' },
    { value: 'large', name: '较大', nameEn: 'Large' },
    { value: 'major', name: '重大', nameEn: 'Major' },
  ],
};
const stores = {
  field: 'stores',
  name: '应急物资存放点',
  nameEn: 'Where supplies are kept',
  required: false,
  requiredWhen: { field: 'level', is: ['large', 'major'] },
};

describe('what must be filled in when', () => {
  it('a field is required the moment another says so, and no longer when that is taken back', () => {
    expect(isRequired(level, undefined)).toBe(true);
    expect(isRequired(stores, undefined)).toBe(false);
    expect(isRequired(stores, { level: 'general' })).toBe(false);
    expect(isRequired(stores, { level: 'major' })).toBe(true);
    expect(isRequired({ ...stores, requiredWhen: { field: 'tonnes', is: ['3'] } }, { tonnes: 3 })).toBe(true);
  });

  it('is said beforehand in the words of the field it hangs on', () => {
    expect(whenRequired(stores, [level, stores], 'zh')).toEqual({ name: '风险级别', values: '较大、重大' });
    expect(whenRequired(stores, [level, stores], 'en')).toEqual({ name: 'Level of risk', values: 'Large, Major' });
    expect(whenRequired(level, [level, stores], 'zh')).toBeNull();
  });
});
