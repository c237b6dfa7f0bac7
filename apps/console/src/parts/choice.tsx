/** One of a few, or one of many: a few stand there to be read and pressed at once, many are in a list that opens. */
import { Radio, Select } from 'antd';
import { useTexts } from '../texts/index.ts';

/** As many as are read at a glance. */
const FEW = 7;

interface Given {
  value?: string;
  onChange?: (value: string | undefined) => void;
  id?: string;
}

export function Choice({ choices, required, ...given }: Given & { choices: { value: string; label: string }[]; required: boolean }) {
  const { t } = useTexts();
  if (choices.length > FEW)
    return (
      <Select
        allowClear={!required}
        showSearch={{ optionFilterProp: 'label' }}
        placeholder={t('file.choose')}
        options={choices}
        {...given}
      />
    );
  return (
    <Radio.Group
      {...(given.id ? { id: given.id } : {})}
      value={given.value ?? (required ? undefined : '')}
      onChange={({ target }) => given.onChange?.(target.value === '' ? undefined : String(target.value))}
      style={{ display: 'flex', flexWrap: 'wrap', gap: '4px 16px' }}
      options={[...choices, ...(required ? [] : [{ value: '', label: t('file.chooseNone') }])]}
    />
  );
}
