import { pair } from './pair.ts';

/** Accounts, who may do what, and signing in. */
export const access = pair(
  {
    me: {
      door: '我的账户',
      title: '我的账户',
      login: '账号',
      name: '姓名',
      role: '岗位',
      body: '单位',
      what: '这一岗位做什么',
      duty: '看值守、看数据、发起提醒。',
      officer: '在辖区内核实、复核、办理执法事项。',
      engineer: '登记数采仪，处理留存报文，判断数据质量。',
      office: '汇总计划与报告。',
      leader: '查看进度，作出决定。',
      admin: '建立、关闭账户和重置密码，处理搁置的事实；不能授予岗位和范围，也看不到业务数据。',
      security: '授予岗位、辖区和证号，解锁、结束会话，设定登录策略；不能建立账户，也看不到业务数据。',
      auditor: '查看封存的操作记录；不能改动账户，也看不到业务数据。',
      firm: '查看本单位的监测和办件，答复提醒，参加学法。',
      citizen: '查看本人提交的事项。',
    },
  },
  {
    me: {
      door: 'My account',
      title: 'My account',
      login: 'Account',
      name: 'Name',
      role: 'Role',
      body: 'Body',
      what: 'What this role does',
      duty: 'Keeps watch over the data and begins reminders.',
      officer: 'Verifies, reviews and enforces in the districts of the role.',
      engineer: 'Registers loggers, deals with kept frames, judges the quality of data.',
      office: 'Draws up plans and reports.',
      leader: 'Follows progress and decides.',
      admin:
        'Creates and closes accounts, resets passwords, retries facts set aside; grants no role or scope and sees nothing of the business.',
      security:
        'Grants roles, districts and certificates, unlocks, ends sessions, sets the sign-in policy; creates no account and sees nothing of the business.',
      auditor: 'Reads the sealed record of what was done; changes no account and sees nothing of the business.',
      firm: 'Sees the stations and files of the firm, replies to reminders, takes courses.',
      citizen: 'Sees what they handed in themselves.',
    },
  },
);
