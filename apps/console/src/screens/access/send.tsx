/** The one button of a form. */
import { Button } from 'antd';

export function Send({ says, busy, testid, block = false }: { says: string; busy: boolean; testid: string; block?: boolean }) {
  return (
    <Button type="primary" htmlType="submit" loading={busy} block={block} data-testid={testid}>
      {says}
    </Button>
  );
}
