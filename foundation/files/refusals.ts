/** Every reason to turn a file away, in the order in which they are said. */
import { refusals } from '../refusal.ts';

/** Sizes as people read them: 20 MB. */
export function showSize(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  const unit = bytes < 1024 ** 2 ? 1 : bytes < 1024 ** 3 ? 2 : 3;
  const value = bytes / 1024 ** unit;
  return `${value < 10 && !Number.isInteger(value) ? value.toFixed(1) : Math.round(value)} ${['B', 'KB', 'MB', 'GB'][unit]}`;
}

export const refuse = refusals('files', {
  noSuchKind: (kind: string) => ({
    status: 422,
    says: `没有“${kind}”这类附件`,
    saysEn: `No kind of attachment '${kind}'`,
    do: '刷新页面后重新选择',
    doEn: 'Reload the page and choose again',
  }),
  nameless: () => ({
    status: 422,
    says: '没有收到附件',
    saysEn: 'No attachment was sent',
    do: '选择一个附件后再上传',
    doEn: 'Choose one and send it again',
  }),
  empty: (name: string) => ({
    status: 422,
    says: `“${name}”是空的`,
    saysEn: `'${name}' is empty`,
    do: '检查原件后重新选择',
    doEn: 'Check the original and choose again',
    about: { name },
  }),
  tooLarge: (name: string, most: number) => ({
    status: 413,
    says: `“${name}”超过 ${showSize(most)} 的上限`,
    saysEn: `'${name}' is larger than ${showSize(most)}`,
    do: '压缩或分开后再上传',
    doEn: 'Make it smaller or send it in parts',
    about: { name, most },
  }),
  notAllowed: (name: string, accepts: string, acceptsEn: string) => ({
    status: 415,
    says: `“${name}”的内容不是可接收的类型，此处接收：${accepts}`,
    saysEn: `The content of '${name}' is of no accepted type; accepted here: ${acceptsEn}`,
    do: '换用所列类型后再上传',
    doEn: 'Use one of those types',
    about: { name },
  }),
  nameDisagrees: (name: string, isReally: string) => ({
    status: 415,
    says: `“${name}”的内容是 ${isReally}，与扩展名不一致`,
    saysEn: `The content of '${name}' is ${isReally}, which its name does not say`,
    do: '核对原件，改回正确的扩展名后再上传',
    doEn: 'Check the original and give it its right name',
    about: { name },
  }),
  active: (name: string, what: string, whatEn: string) => ({
    status: 415,
    says: `“${name}”含有${what}，不予接收`,
    saysEn: `'${name}' carries ${whatEn} and is not accepted`,
    do: '另存为不含此内容的版本后再上传',
    doEn: 'Save a version without it and send that',
    about: { name },
  }),
  bomb: (name: string) => ({
    status: 422,
    says: `“${name}”展开后过大，不予接收`,
    saysEn: `'${name}' would unfold to far too much and is not accepted`,
    do: '减少内容或像素后再上传',
    doEn: 'Send less content or fewer pixels',
    about: { name },
  }),
  unreadable: (name: string) => ({
    status: 422,
    says: `“${name}”已损坏或加密，无法读取`,
    saysEn: `'${name}' is damaged or encrypted and cannot be read`,
    do: '确认原件能打开、未加密后再上传',
    doEn: 'Make sure the original opens and is not encrypted',
    about: { name },
  }),
  overQuota: (most: number) => ({
    status: 429,
    says: `今天上传的附件已达 ${showSize(most)} 的上限`,
    saysEn: `Today's uploads have reached ${showSize(most)}`,
    do: '明天再上传，或联系经办单位',
    doEn: 'Go on tomorrow, or ask the body in charge',
    about: { most },
  }),
  notYours: () => ({
    status: 422,
    says: '所选附件不是由您上传的，或不在您的范围内',
    saysEn: 'An attachment you chose was not uploaded by you, or is not in your scope',
    do: '重新上传后再提交',
    doEn: 'Upload it again, then send',
  }),
  noSuchAttachment: (id: string) => ({
    status: 404,
    says: `没有编号为 ${id} 的附件，或不在您的范围内`,
    saysEn: `No attachment ${id} in your scope`,
    do: '从办件页打开',
    doEn: 'Open it from the page of its file',
  }),
  alreadyWithdrawn: (name: string) => ({
    says: `“${name}”已撤回`,
    saysEn: `'${name}' has been withdrawn`,
    do: '刷新页面查看',
    doEn: 'Reload to see',
  }),
  needsReason: () => ({
    status: 422,
    says: '请写明撤回理由',
    saysEn: 'Please give the reason for the withdrawal',
    do: '填写理由后重新提交',
    doEn: 'Fill it in and send again',
    about: { field: 'reason' },
  }),
});
