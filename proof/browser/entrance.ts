/**
 * A house without the demonstration, entered as its owner does: the one-time link of the start, three people, an account made by one administrator and
 * granted by another, a password of one's own before anything else; a firm's application, the officer's approval and the firm's first sign-in. Each page
 * that is open to a stranger must not run off the side of a telephone.
 */
import type { Browser, Page } from 'playwright-core';
import { type Checks, until } from '../checks.ts';
import { openBrowser } from './journey.ts';

const id = (name: string) => `[data-testid="${name}"]`;
const PEOPLE = {
  admin: { login: 'guan.jia', name: '管甲', staffNo: 'A-01', password: 'Harbour-lamp-31' },
  security: { login: 'an.yi', name: '安乙', staffNo: 'A-02', password: 'Meadow-gate-52' },
  auditor: { login: 'shen.bing', name: '审丙', staffNo: 'A-03', password: 'Willow-bank-73' },
};
const OWN = 'Lotus-and-7-bridges';
const FIRM = '91330499DEM000110F';

export interface EntranceOrder {
  base: string;
  /** What the start printed. */
  link: string;
  shots: string;
}

export async function entrance(checks: Checks, order: EntranceOrder): Promise<void> {
  const browser = await openBrowser();
  try {
    await walk(checks, order, browser);
  } finally {
    await browser.close();
  }
}

async function walk(checks: Checks, { base, link, shots }: EntranceOrder, browser: Browser): Promise<void> {
  const troubles: string[] = [];
  const visit = async (path: string, width = 1440): Promise<Page> => {
    const page = await (await browser.newContext({ viewport: { width, height: 900 }, locale: 'zh-CN' })).newPage();
    page.setDefaultTimeout(15_000);
    page.on('pageerror', (error) => troubles.push(`${path}: ${error.message}`));
    await page.goto(path.startsWith('http') ? path : base + path);
    return page;
  };
  const shot = (page: Page, name: string) => page.screenshot({ path: `${shots}/${name}.png`, fullPage: true });
  const sign = async (page: Page, login: string, password: string) => {
    await page
      .locator(`${id('login-form')} input`)
      .first()
      .fill(login);
    await page.locator(`${id('login-form')} input[type=password]`).fill(password);
    await page.click(id('login-submit'));
  };
  const enter = async (login: string, password: string) => {
    const page = await visit('/login');
    await sign(page, login, password);
    await page.waitForSelector(id('who'));
    return page;
  };
  const fill = async (page: Page, form: string, values: Record<string, string>) => {
    for (const [name, value] of Object.entries(values)) await page.locator(`#${form}_${name}`).fill(value);
  };
  const choose = async (page: Page, field: string, words: string) => {
    await page.locator(`#${field}`).click();
    // Long lists are drawn as far as they are seen.
    await page.keyboard.type(words);
    await page.locator('.ant-select-dropdown:visible .ant-select-item-option').filter({ hasText: words }).first().click();
    await page.keyboard.press('Escape');
  };
  let temporary = '';

  await checks.check('the link of the start lets three different people in, once', async () => {
    const page = await visit(link);
    for (const [role, person] of Object.entries(PEOPLE)) {
      const inputs = page.locator(`${id(`first-${role}`)} input`);
      for (const [at, value] of [person.login, person.name, person.staffNo, person.password].entries()) await inputs.nth(at).fill(value);
    }
    await shot(page, 'first');
    await page.click(id('first-submit'));
    await page.waitForSelector(id('first-done'));
    const again = await visit(link);
    await again.locator('[data-code="access.linkOver"]').waitFor();
  });

  await checks.check('the system administrator makes an account, and its granting is off with the reason', async () => {
    const page = await enter(PEOPLE.admin.login, PEOPLE.admin.password);
    await page.waitForURL('**/accounts');
    await page.click(id('create-account'));
    await fill(page, 'account', { login: 'li.gong', name: '李工', staffNo: 'B-01' });
    await choose(page, 'account_body', '秀洲');
    await page.click(id('submit-account'));
    temporary = await page.locator(id('once-secret')).innerText();
    await page.keyboard.press('Escape');
    await page.goto(`${base}/accounts/li.gong`);
    await page.waitForSelector(id('account-acts'));
    if (await page.locator(id('verb-grant')).isEnabled()) throw new Error('the system administrator may grant');
    const said = await page.locator(`${id('account-acts')} .only-heard`).allInnerTexts();
    if (!said.some((words) => words.includes('由安全管理员办理'))) throw new Error(`the button says ${said.join('；')}`);
    await shot(page, 'account');
  });

  await checks.check('without a role it opens nothing; the security administrator grants one', async () => {
    const stranger = await visit('/login');
    await sign(stranger, 'li.gong', temporary);
    await stranger.locator('[data-code="access.noRole"]').waitFor();
    const page = await enter(PEOPLE.security.login, PEOPLE.security.password);
    await page.goto(`${base}/accounts/li.gong`);
    await page.click(id('verb-grant'));
    await choose(page, 'grant_role', '执法人员');
    await choose(page, 'grant_districts', '秀洲');
    await page.click(id('submit-grant'));
    await page.locator(id('form-grant')).waitFor({ state: 'detached' });
    await page.getByText('秀洲区').first().waitFor();
    await page.goto(`${base}/policy`);
    await page.waitForSelector(id('policy'));
    await shot(page, 'policy');
  });

  await checks.check('its holder chooses a password before anything else', async () => {
    const page = await visit('/login');
    await sign(page, 'li.gong', temporary);
    await page.waitForSelector(id('password-first'));
    await shot(page, 'password-first');
    await page.goto(`${base}/files`);
    await page.waitForSelector(id('password-first'));
    const inputs = page.locator(`${id('change-password')} input[type=password]`);
    for (const [at, value] of [temporary, OWN, OWN].entries()) await inputs.nth(at).fill(value);
    await page.click(id('change-password-submit'));
    await page.waitForSelector(id('who'));
    await page.goto(`${base}/me`);
    await page.waitForSelector(id('sessions'));
    await shot(page, 'me');
  });

  await checks.check('a firm applies, the officer of its district approves, the firm sets its password and enters', async () => {
    const apply = await visit('/apply', 390);
    const inputs = apply.locator(`${id('apply-form')} input:not([role=combobox])`);
    for (const [at, value] of [FIRM, '示例运河印染有限公司', '顾试十一', '13900000001'].entries()) await inputs.nth(at).fill(value);
    await apply.locator(`${id('apply-form')} textarea`).fill('法人授权书，原件备查');
    await apply.locator('#district').click();
    await apply.locator('.ant-select-dropdown:visible .ant-select-item-option').filter({ hasText: '秀洲' }).first().click();
    await shot(apply, 'apply');
    await apply.click(id('apply-submit'));
    await apply.waitForSelector(id('apply-done'));
    const officer = await enter('li.gong', OWN);
    await officer.goto(`${base}/firm-applications`);
    await officer.click(id('approve'));
    await officer.locator('.ant-modal-confirm-btns .ant-btn-primary').click();
    const given = await officer.locator(id('once-secret')).innerText();
    await shot(officer, 'applications');
    const firm = await visit(given, 390);
    const passwords = firm.locator(`${id('set-password')} input`);
    for (const at of [0, 1]) await passwords.nth(at).fill('Canal-dyer-of-11');
    await firm.click(id('set-password-submit'));
    await firm.waitForSelector(id('password-set'));
    const inside = await enter(FIRM, 'Canal-dyer-of-11');
    await inside.goto(`${base}/colleagues`);
    await inside.waitForSelector(id('colleagues'));
    if (!(await inside.locator(id('add-colleague')).isEnabled())) throw new Error('the account keeper adds nobody');
    await shot(inside, 'colleagues');
  });

  await checks.check('no page of a stranger, nor of an administrator, runs off the side of a telephone', async () => {
    const wide: string[] = [];
    const look = async (page: Page, path: string) => {
      await page.goto(base + path);
      await page.waitForLoadState('networkidle');
      const over = await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
      if (Number(over) > 0) wide.push(`${path} by ${over}`);
    };
    for (const path of ['/login', '/apply', '/phone', '/first#x', '/set-password#x']) await look(await visit(path, 390), path);
    const page = await visit('/login', 390);
    await sign(page, PEOPLE.security.login, PEOPLE.security.password);
    await page.waitForSelector(id('who'));
    for (const path of ['/accounts', '/accounts/li.gong', '/policy', '/me']) await look(page, path);
    await shot(page, 'me-telephone');
    if (wide.length) throw new Error(wide.join('; '));
  });

  await checks.check('an account closed is out at once', async () => {
    const held = await enter('li.gong', OWN);
    const admin = await enter(PEOPLE.admin.login, PEOPLE.admin.password);
    await admin.goto(`${base}/accounts/li.gong`);
    await admin.click(id('verb-close'));
    await fill(admin, 'close', { reason: '调离' });
    await admin.click(id('submit-close'));
    await admin.locator(id('form-close')).waitFor({ state: 'detached' });
    await held.goto(`${base}/files`);
    await until('the closed account is asked to sign in', async () => (await held.locator(id('login-form')).count()) > 0, 10_000);
  });

  await checks.check('none of these pages broke', () => {
    if (troubles.length) throw new Error(troubles.slice(0, 3).join('; '));
  });
}
