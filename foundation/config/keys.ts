/**
 * Every setting of the house, declared once: its kind, its value when nobody gives one, and what it is for in both languages. The page
 * `docs/operator/configuration.md`, the names in the environment and the type `Config` come from here.
 *
 * A secret is never a value here: it is the path of a file that only its owner may read (`…File`). What law or the bureau sets (limits, working days)
 * is no setting of the machine; it lives in `law/` and `city/`.
 */
import { z } from 'zod';
import {
  host,
  key,
  listOf,
  mailAddress,
  mapOf,
  network,
  oneOf,
  optional,
  path,
  port,
  text,
  timeOfDay,
  url,
  whole,
  yesNo,
} from './kinds.ts';

const minutes = { zh: '分钟', en: 'minutes' };
const hours = { zh: '小时', en: 'hours' };
const days = { zh: '天', en: 'days' };
const years = { zh: '年', en: 'years' };
const seconds = { zh: '秒', en: 'seconds' };
const milliseconds = { zh: '毫秒', en: 'milliseconds' };
const megabytes = { zh: 'MB', en: 'MB' };
const perMinute = { zh: '次/分钟', en: 'a minute' };
const connections = { zh: '个连接', en: 'connections' };

export const schema = z.strictObject({
  web: z.strictObject({
    host: key(host, '127.0.0.1', '网站监听地址', 'address the web role listens at'),
    port: key(port, 8212, '网站端口', 'port of the web role'),
    publicUrl: optional(url, '对外网址，用于邮件和登录回调', 'address as people type it, for mails and sign-in callbacks'),
    trustProxy: key(
      listOf(network),
      [],
      '只相信来自这些地址的 X-Forwarded-* 头（前置代理）',
      'proxies whose X-Forwarded-* headers are believed; nobody else’s are',
    ),
    requestsPerMinute: key(whole(60, 1_000_000), 6_000, '每个来源地址的请求上限', 'most requests of one address', { unit: perMinute }),
    questionsPerMinute: key(whole(10, 1_000_000), 600, '每个账号的查询上限', 'most questions of one account', { unit: perMinute }),
    changesPerMinute: key(whole(1, 1_000_000), 120, '每个账号的提交上限', 'most changes by one account', { unit: perMinute }),
    exportsPerMinute: key(whole(1, 1_000_000), 30, '每个账号的导出上限', 'most exports of one account', { unit: perMinute }),
    failedSignInsPerMinute: key(
      whole(1, 10_000),
      10,
      '同一账号从同一来源地址登录失败的上限；成功的不计',
      'most failed sign-ins to one account from one address; those that succeed do not count',
      { unit: perMinute },
    ),
    failedSignInsPerAddress: key(
      whole(1, 1_000_000),
      120,
      '同一来源地址登录失败的上限，不论账号；成功的不计',
      'most failed sign-ins from one address, whatever the account; those that succeed do not count',
      { unit: perMinute },
    ),
    tls: z.strictObject({
      certFile: optional(
        path,
        '证书链（PEM）；与 keyFile 同时给出即启用 https',
        'certificate chain (PEM); with keyFile it turns https on',
        {
          file: 'plain',
        },
      ),
      keyFile: optional(path, '证书私钥（PEM）', 'private key of the certificate (PEM)', { file: 'secret' }),
      minVersion: key(oneOf('TLSv1.2', 'TLSv1.3'), 'TLSv1.2', '最低 TLS 版本', 'lowest version of TLS'),
      hstsDays: key(whole(0, 730), 180, 'HSTS 有效期，仅在 https 时发送；0 不发送', 'HSTS, sent over https only; 0 sends none', {
        unit: days,
      }),
    }),
  }),
  hj212: z.strictObject({
    host: key(host, '127.0.0.1', 'HJ 212 接入监听地址', 'address the gateway listens at'),
    port: key(port, 9212, 'HJ 212 接入端口', 'port of the gateway'),
    maxConnections: key(whole(1, 100_000), 10_000, '同时连接总数上限', 'most connections at once', { unit: connections }),
    connectionsPerPeer: key(whole(1, 100_000), 64, '同一来源地址同时连接上限', 'most connections of one address at once', {
      unit: connections,
    }),
    perPeerPerMinute: key(whole(1, 100_000), 120, '同一来源地址每分钟新建连接上限', 'most new connections of one address', {
      unit: perMinute,
    }),
    framesPerPeerPerMinute: key(
      whole(1, 10_000_000),
      6_000,
      '同一来源地址每分钟报文上限；超过后放慢读取，不丢弃',
      'most frames of one address; beyond it reading slows down and nothing is dropped',
      { unit: perMinute },
    ),
    unlimitedPeers: key(
      listOf(network),
      ['127.0.0.0/8', '::1'],
      '不受单个来源限制的地址（本机、转发平台）',
      'addresses without limits of their own (this machine, relays)',
    ),
  }),
  store: z.strictObject({
    home: optional(
      path,
      '数据目录；写在数据目录里的配置文件不能设它',
      'folder of the data; a configuration file inside that folder cannot set it',
      {
        file: 'folder',
        env: 'XIUSHUI_DATA',
      },
    ),
    databaseUrl: optional(
      text,
      '外部 PostgreSQL 连接串，只能由环境变量给出；不给则使用自带数据库',
      'an outside PostgreSQL, from the environment only; without it the private one is used',
      { isSecret: true, env: 'DATABASE_URL' },
    ),
    databaseUrlFile: optional(path, '存放外部 PostgreSQL 连接串的文件', 'file that holds the address of an outside PostgreSQL', {
      file: 'secret',
    }),
    webConnections: key(whole(2, 200), 12, '网站角色按范围查询的连接数', 'connections of the web role for requests', { unit: connections }),
    systemConnections: key(whole(2, 50), 6, '网站角色内部事务的连接数', 'connections of the web role for its own work', {
      unit: connections,
    }),
    writerConnections: key(whole(2, 50), 4, '写入角色的连接数', 'connections of the writer', { unit: connections }),
  }),
  log: z.strictObject({
    form: optional(oneOf('pretty', 'json'), '终端输出形式；不设时按 --json', 'form on the terminal; by --json unless set'),
    level: key(oneOf('debug', 'info', 'warn', 'error'), 'info', '日志级别', 'lowest level that is written'),
    folder: optional(path, '日志目录；不设时为数据目录下的 log', 'folder of the log files; `log` in the home unless set', {
      file: 'folder',
    }),
    maxMegabytes: key(whole(1, 10_000), 20, '单个日志文件上限，超过即轮换', 'size at which a log file is rotated', { unit: megabytes }),
    keepFiles: key(whole(1, 1_000), 20, '保留的压缩日志文件个数', 'rotated files that are kept, compressed'),
  }),
  health: z.strictObject({
    metricsBearerFile: optional(
      path,
      '/metrics 的访问令牌；不设时只对本机开放',
      'token for /metrics; without it only this machine may ask',
      {
        file: 'secret',
      },
    ),
    minimumDiskMegabytes: key(whole(10, 10_000_000), 512, '可用磁盘低于此值时不再就绪', 'free disk below which we are not ready', {
      unit: megabytes,
    }),
    silentAfterSeconds: key(whole(5, 3_600), 30, '角色多久没有报到即视为失联', 'a role not heard from for this long is away', {
      unit: seconds,
    }),
  }),
  mail: z.strictObject({
    host: optional(host, '邮件服务器；不设时邮件写入日志', 'mail server; without it mails go to the log'),
    port: key(port, 465, '邮件服务器端口', 'port of the mail server'),
    security: key(oneOf('tls', 'starttls', 'none'), 'tls', '加密方式', 'encryption'),
    user: optional(text, '邮件账号', 'user at the mail server'),
    passwordFile: optional(path, '邮件口令文件', 'file of the password', { file: 'secret' }),
    from: optional(text, '发件人', 'sender'),
    receiptSecretFile: optional(
      path,
      '邮件回执的签名密钥文件；不设时不收回执',
      'secret its receipts are signed with; without it none are taken',
      { file: 'secret' },
    ),
    timeoutSeconds: key(whole(1, 120), 10, '等待邮件服务器的时限', 'patience with the mail server', { unit: seconds }),
  }),
  sms: z.strictObject({
    url: optional(
      url,
      '短信接口网址（JSON POST）；不设时短信写入日志',
      'receiver of text messages (JSON POST); without it they go to the log',
    ),
    bearerFile: optional(path, '短信接口令牌文件', 'file of its bearer token', { file: 'secret' }),
    receiptSecretFile: optional(
      path,
      '短信回执的签名密钥文件；不设时不收回执',
      'secret its receipts are signed with; without it none are taken',
      { file: 'secret' },
    ),
    timeoutSeconds: key(whole(1, 120), 10, '等待短信接口的时限', 'patience with the receiver', { unit: seconds }),
  }),
  files: z.strictObject({
    keptIn: key(oneOf('folder', 's3'), 'folder', '附件存放处', 'where attached files are kept'),
    folder: optional(path, '附件目录；不设时为数据目录下的 files', 'their folder; `files` in the home unless set', { file: 'folder' }),
    maxMegabytes: key(whole(1, 2_000), 50, '单个附件上限', 'most of one file', { unit: megabytes }),
    megabytesPerDay: key(
      whole(1, 1_000_000),
      500,
      '每个单位（工作人员按账号）每天上传总量上限',
      'most a firm, or one account of the bureau, may upload in a day',
      {
        unit: megabytes,
      },
    ),
    s3: z.strictObject({
      endpoint: optional(url, 'S3 兼容存储网址', 'address of the S3-compatible store'),
      region: key(text, 'us-east-1', '区域', 'region'),
      bucket: optional(text, '桶', 'bucket'),
      accessKeyFile: optional(path, '访问键文件', 'file of the access key', { file: 'secret' }),
      secretKeyFile: optional(path, '私有键文件', 'file of the secret key', { file: 'secret' }),
    }),
  }),
  oidc: z.strictObject({
    issuer: optional(url, '统一身份认证（OIDC）签发方网址；不设则不启用', 'OIDC issuer; without it there is no single sign-on'),
    clientId: optional(text, '在签发方登记的客户端标识', 'client id registered there'),
    clientSecretFile: optional(path, '客户端密钥文件', 'file of the client secret', { file: 'secret' }),
    name: key(text, '统一身份认证', '登录页按钮上的名称', 'name on the button of the sign-in page'),
    scopes: key(listOf(text), ['openid', 'profile'], '请求的范围', 'scopes asked for'),
    clockSeconds: key(whole(0, 600), 60, '与签发方时钟允许相差', 'how far its clock may be from ours', { unit: seconds }),
    signOutThere: key(yesNo, false, '退出时一并退出统一身份认证', 'sign out at the issuer too'),
  }),
  access: z.strictObject({
    idleMinutes: key(whole(1, 1_440), 120, '多久不操作即退出登录', 'a session ends after this long unused', { unit: minutes }),
    longestHours: key(whole(1, 168), 12, '一次登录最长时间', 'longest session', { unit: hours }),
    failures: key(whole(3, 20), 5, '连续多少次密码错误即锁定', 'wrong passwords in a row that lock an account'),
    lockMinutes: key(whole(1, 1_440), 15, '锁定时间', 'how long it is locked', { unit: minutes }),
    passwordStorage: key(oneOf('argon2id', 'sm3'), 'argon2id', '口令存储算法', 'how passwords are stored'),
    passwordDays: key(whole(0, 730), 0, '口令有效期；0 不限', 'how long a password lasts; 0 is for ever', { unit: days }),
  }),
  seal: z.strictObject({
    algorithm: key(oneOf('ed25519', 'sm2'), 'ed25519', '每日封存头的签名算法', 'how the head of the day is signed'),
    keyFile: optional(path, '签名私钥文件；不设时在数据目录内生成', 'signing key; made in the home unless set', { file: 'secret' }),
    exportFolders: key(
      listOf(path),
      [],
      '每日封存头导出到的目录（宜在别的机器）',
      'folders the head of the day is exported to, better on another machine',
    ),
    exportUrl: optional(url, '每日封存头 POST 到的网址', 'address the head of the day is posted to'),
  }),
  backup: z.strictObject({
    folder: optional(
      path,
      '备份目录（宜在另一块磁盘）；不设时为数据目录下的 backup',
      'folder of the backups, better on another disk; `backup` in the home unless set',
      {
        file: 'folder',
      },
    ),
    at: optional(timeOfDay, '每日备份时刻；不设则不自动备份', 'when the nightly backup is made; unset makes none'),
    keepDays: key(whole(1, 3_650), 30, '备份保留时间', 'how long backups are kept', { unit: days }),
    withoutKeys: key(yesNo, false, '自动备份不带密钥和口令', 'the nightly backup leaves keys and passwords out'),
    passphraseFile: optional(path, '自动备份加密密钥部分所用的口令文件', 'passphrase the nightly backup locks the keys with', {
      file: 'secret',
    }),
  }),
  retention: z.strictObject({
    at: optional(
      timeOfDay,
      '每周一检查保存期限、准备清理的时刻；不设则不检查',
      'when, every Monday, what is of age is looked for and a removal prepared; unset, never',
    ),
    years: key(mapOf(whole(1, 200)), {}, '按种类延长保存年限；不得短于法定年限', 'years a kind is kept, where longer than the law asks', {
      unit: years,
    }),
  }),
  alarm: z.strictObject({
    logins: key(
      listOf(text),
      [],
      '平台告警的站内接收账号；不设时为全部系统管理员',
      'accounts told of trouble in the console; all system administrators unless set',
    ),
    mails: key(listOf(mailAddress), [], '平台告警的邮件接收人', 'mail addresses told of trouble'),
    phones: key(listOf(text), [], '平台告警的短信接收号码', 'telephone numbers told of trouble'),
    url: optional(
      url,
      '平台告警直接 POST 到的网址；数据库不可用时仍会调用',
      'address trouble is posted to, also while the database is away',
    ),
    bearerFile: optional(path, '该网址的令牌文件', 'file of its bearer token', { file: 'secret' }),
    repeatMinutes: key(
      whole(1, 1_440),
      30,
      '未恢复时首次重复提醒的间隔，此后逐次加倍',
      'first repeat while trouble lasts; then each pause doubles',
      {
        unit: minutes,
      },
    ),
    longestRepeatHours: key(whole(1, 168), 24, '重复提醒的最长间隔', 'longest pause between repeats', { unit: hours }),
    thresholds: z.strictObject({
      answerMilliseconds: key(whole(10, 600_000), 2_000, '报文应答 99% 时延', '99 % of frames answered within', { unit: milliseconds }),
      backlogSeconds: key(whole(1, 86_400), 120, '报文日志积压', 'age of the oldest frame not yet stored', { unit: seconds }),
      outboxMinutes: key(whole(1, 10_080), 30, '待发消息最长等待', 'age of the oldest message waiting', { unit: minutes }),
      reactionsSetAside: key(whole(1, 1_000_000), 1, '搁置的后续处理件数', 'consequences set aside'),
      clocksLateMinutes: key(whole(1, 10_080), 10, '时限处理的最长滞后', 'how late the sweeper of deadlines may be', { unit: minutes }),
      unsealedMinutes: key(whole(1, 10_080), 10, '未封存记录的最长时间', 'age of the oldest unsealed row', { unit: minutes }),
      diskFreeMegabytes: key(whole(10, 10_000_000), 2_048, '磁盘可用空间下限', 'least free disk', { unit: megabytes }),
      backupHours: key(
        whole(1, 8_760),
        30,
        '最近一次备份的最长时间（启用自动备份时）',
        'age of the last backup, when nightly backups are on',
        { unit: hours },
      ),
      certificateDays: key(whole(1, 365), 21, '证书剩余有效期下限', 'least days a certificate has left', { unit: days }),
      eventLoopMilliseconds: key(whole(10, 600_000), 1_000, '进程事件循环 99% 滞后', '99 % of a process’s turns begin within', {
        unit: milliseconds,
      }),
    }),
  }),
  webhooks: z.strictObject({
    timeoutSeconds: key(whole(1, 120), 10, '等待接收方的时限', 'patience with a receiver', { unit: seconds }),
    tries: key(whole(1, 20), 8, '最多投递次数', 'most attempts'),
    allowPrivate: key(yesNo, false, '允许投递到内网地址', 'deliver to private addresses too'),
  }),
  map: z.strictObject({
    tiandituKeyFile: optional(
      path,
      '天地图浏览器端密钥文件；给出后地图可加天地图底图（浏览器直接访问天地图，密钥随页面交给登录人员），不给则只用自绘底图',
      'file of a Tianditu browser key; with it maps offer Tianditu’s tiles (browsers ask Tianditu directly, and whoever is signed in gets the key), without it they draw their own ground',
      { file: 'secret' },
    ),
  }),
});

export type Config = z.output<typeof schema>;

export const sectionNames: Record<keyof Config, { zh: string; en: string }> = {
  web: { zh: '网站', en: 'the web role' },
  hj212: { zh: 'HJ 212 接入', en: 'the gateway' },
  store: { zh: '数据', en: 'the store' },
  log: { zh: '日志', en: 'logs' },
  health: { zh: '健康检查', en: 'health and metrics' },
  mail: { zh: '邮件', en: 'mail' },
  sms: { zh: '短信', en: 'text messages' },
  files: { zh: '附件', en: 'attached files' },
  oidc: { zh: '统一身份认证', en: 'single sign-on' },
  access: { zh: '登录与口令', en: 'sessions and passwords' },
  seal: { zh: '封存', en: 'seals' },
  backup: { zh: '备份', en: 'backup' },
  retention: { zh: '保存期限', en: 'retention' },
  alarm: { zh: '平台告警', en: 'alarms about the platform itself' },
  webhooks: { zh: '对外推送', en: 'webhooks' },
  map: { zh: '地图', en: 'maps' },
};
