/**
 * Everything this room can remark on a frame, in one catalogue. A finding is not a verdict: it says what was seen and where in the bytes.
 * Three sorts: an `oddity` is tolerated and counted; a `defect` makes a frame unfit to be taken; a `refusal` is about a sound frame that this
 * gateway does not take (who sent it, which way it goes, which edition). Any defect or refusal means: kept, shown, not answered.
 */
export type FindingSort = 'oddity' | 'defect' | 'refusal';

interface Entry {
  sort: FindingSort;
  says: string;
  saysEn: string;
}

export const catalogue = {
  // Between and around frames.
  garbage: { sort: 'defect', says: '不是 HJ 212 报文（没有 ## 与长度开头）', saysEn: 'Not an HJ 212 frame: no ## followed by a length.' },
  blankBetween: { sort: 'defect', says: '报文之间的空白字节', saysEn: 'Blank bytes between frames.' },
  cutShort: { sort: 'defect', says: '报文不完整，后半段没有收到', saysEn: 'The frame is cut short: its end never came.' },
  noLineEnd: { sort: 'oddity', says: '报文末尾缺少回车换行', saysEn: 'The frame does not end with CR LF.' },
  notByteClean: { sort: 'oddity', says: '校验码之后还有多余字节', saysEn: 'There are bytes after the checksum that are no line end.' },

  // Length and checksum (HJ 212-2017 §6.3, Annex A).
  overLong: { sort: 'defect', says: '数据段超过 1024 字节', saysEn: 'The data segment is longer than 1024 bytes.' },
  lengthDigits: { sort: 'defect', says: '数据段长度不是四位十进制数', saysEn: 'The length is not four decimal digits.' },
  badLength: { sort: 'defect', says: '声明的长度与实际数据段不符', saysEn: 'The declared length is not the length of the segment.' },
  badCrc: { sort: 'defect', says: 'CRC 校验不符', saysEn: 'The checksum does not match.' },
  lowerCaseCrc: { sort: 'oddity', says: 'CRC 为小写字母', saysEn: 'The checksum is written in lower case.' },
  encrypted: {
    sort: 'defect',
    says: '数据区已加密（HJ 212-2025 SM4），尚不能解读',
    saysEn: 'The data area is encrypted (HJ 212-2025, SM4) and cannot be read here yet.',
  },

  // The data segment.
  noCp: { sort: 'defect', says: '没有数据区 CP=&&…&&', saysEn: 'There is no data area CP=&&…&&.' },
  cpNotClosed: { sort: 'defect', says: '数据区没有以 && 结束', saysEn: 'The data area is not closed by &&.' },
  badFlag: { sort: 'defect', says: '应答标志 Flag 不是 0–255 的整数', saysEn: 'Flag is not a whole number from 0 to 255.' },
  noQn: { sort: 'oddity', says: '缺少请求编码 QN', saysEn: 'QN is missing.' },
  qnFormat: { sort: 'oddity', says: '请求编码 QN 不是 17 位时间', saysEn: 'QN is not a time of 17 digits.' },
  mnFormat: { sort: 'oddity', says: '设备唯一标识 MN 不是 24 位十六进制', saysEn: 'MN is not 24 hexadecimal characters.' },
  splitNumbers: { sort: 'oddity', says: '拆包标志与 PNUM、PNO 不一致', saysEn: 'The split bit of Flag and PNUM/PNO do not agree.' },
  commaInHeader: { sort: 'oddity', says: '报文头字段之间用了逗号', saysEn: 'A comma separates two header fields.' },
  missingSemicolon: { sort: 'oddity', says: 'Flag 与 CP 之间缺少分号', saysEn: 'The semicolon between Flag and CP is missing.' },
  headerItem: { sort: 'oddity', says: '报文头中有不能识别的内容', saysEn: 'The header holds something that is no known field.' },
  headerTwice: { sort: 'oddity', says: '报文头字段重复，取第一个', saysEn: 'A header field occurs twice; the first is taken.' },
  blanks: { sort: 'oddity', says: '字段中夹有空白', saysEn: 'There are blanks inside fields.' },
  emptyItem: { sort: 'oddity', says: '数据区有多余的分隔符', saysEn: 'The data area has superfluous separators.' },
  noEquals: { sort: 'oddity', says: '数据区有不带等号的内容', saysEn: 'The data area holds an item without an equals sign.' },
  keyTwice: { sort: 'oddity', says: '同一字段出现多次，全部保留', saysEn: 'The same key occurs more than once; all are kept.' },
  notUtf8: { sort: 'oddity', says: '文字不是 UTF-8，按 GBK 解读', saysEn: 'Text is not UTF-8; it is read as GBK.' },

  // The upload.
  missingDataTime: {
    sort: 'oddity',
    says: '缺少数据时间 DataTime，没有可入库的数据',
    saysEn: 'DataTime is missing; there is nothing to store.',
  },
  badDataTime: {
    sort: 'oddity',
    says: '数据时间 DataTime 不是真实时间，没有可入库的数据',
    saysEn: 'DataTime is no real time; there is nothing to store.',
  },
  dataTimeCut: {
    sort: 'oddity',
    says: '数据时间多于 14 位，截取前 14 位',
    saysEn: 'DataTime has more than 14 digits; the first 14 are taken.',
  },
  dataTimeTwice: {
    sort: 'oddity',
    says: '一个报文有多个数据时间，取第一个',
    saysEn: 'There is more than one DataTime; the first is taken.',
  },
  dataTimeAhead: { sort: 'oddity', says: '数据时间晚于接收时间', saysEn: 'DataTime is later than the time of reception.' },
  notPeriodStart: { sort: 'oddity', says: '数据时间不是统计时段的起点', saysEn: 'DataTime is not the start of its period.' },
  keyWithoutSuffix: { sort: 'oddity', says: '数据字段没有因子编码或后缀', saysEn: 'A data key has no parameter code or no suffix.' },
  unknownSuffix: { sort: 'oddity', says: '不认识的字段后缀，原样保留', saysEn: 'The suffix of a key is not known; it is kept as sent.' },

  // Sound frames that are not taken here.
  otherEdition: { sort: 'refusal', says: '不是 HJ 212-2017 版报文', saysEn: 'The frame is of another edition than HJ 212-2017.' },
  surfaceWater: {
    sort: 'refusal',
    says: '国家地表水协议报文（ST=21，HJ 1404），不是 HJ 212',
    saysEn: 'A frame of the national surface-water protocol (ST=21), not of HJ 212.',
  },
  deviceRequest: {
    sort: 'refusal',
    says: '这是发给现场机的请求，不是上传',
    saysEn: 'This is a request meant for a logger, not an upload.',
  },
  answerFrame: { sort: 'refusal', says: '这是应答报文，不是上传', saysEn: 'This is an answer, not an upload.' },
  noticeFrame: { sort: 'refusal', says: '这是通知报文，暂不受理', saysEn: 'This is a notice; notices are not taken yet.' },
  unsupportedCommand: { sort: 'refusal', says: '暂不受理的命令编码 CN', saysEn: 'This command (CN) is not taken yet.' },
  unknownMn: { sort: 'refusal', says: '设备唯一标识 MN 没有登记', saysEn: 'The MN is not registered.' },
  wrongPw: { sort: 'refusal', says: '密码 PW 不符', saysEn: 'The password PW is wrong.' },
  gatewayFault: {
    sort: 'refusal',
    says: '网关自身出错，报文已保留，可重放',
    saysEn: 'The gateway itself failed on this frame; it is kept and can be replayed.',
  },
} as const satisfies Record<string, Entry>;

export type FindingCode = keyof typeof catalogue;

/** What was seen, from which byte to which (of the piece, `to` exclusive), in both languages. It never quotes a password. */
export interface Finding {
  code: FindingCode;
  from: number;
  to: number;
  says: string;
  saysEn: string;
}

/** Makes a finding; `more` is added to the sentence in brackets, e.g. the two lengths that differ. */
export function finding(code: FindingCode, from: number, to: number, more?: string): Finding {
  const { says, saysEn } = catalogue[code];
  if (more === undefined) return { code, from, to, says, saysEn };
  return { code, from, to, says: `${says}（${more}）`, saysEn: `${saysEn.replace(/\.$/, '')} (${more}).` };
}

/** Whether a finding is tolerated: the frame may be taken in spite of it. */
export function isOddity(code: FindingCode): boolean {
  return catalogue[code].sort === 'oddity';
}
