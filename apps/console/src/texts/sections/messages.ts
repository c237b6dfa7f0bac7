import { pair } from './pair.ts';

/** Messages to the outside, their templates, the inbox, jobs and set-aside facts. */
export const messages = pair(
  {
    state: {
      queued: '待发送',
      sent: '已发出',
      delivered: '已送达',
      failed: '发送失败',
      undeliverable: '无法送达',
      joined: '并入另一条',
      afterRestore: '恢复后待定',
    },
  },
  {
    state: {
      queued: 'Queued',
      sent: 'Sent',
      delivered: 'Delivered',
      failed: 'Failed',
      undeliverable: 'Undeliverable',
      joined: 'Told in another',
      afterRestore: 'Held after a restore',
    },
  },
);
