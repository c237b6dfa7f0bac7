/**
 * The stranger's journey, in Chromium against a running demonstration: from the list of today to the frame, from the reply to 办结, from the claim to
 * the points, from the figure back to the packet. Each step looks at what a person would see.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type Browser, chromium, type Page } from 'playwright-core';
import type { Checks } from '../checks.ts';
import { until } from '../checks.ts';

export interface JourneyOrder {
  base: string;
  password: string;
  shots: string;
}

const id = (name: string) => `[data-testid="${name}"]`;
const FILE = '示例运河印染有限公司DW001 总排口化学需氧量高于限值';

export function openBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

export async function journey(checks: Checks, order: JourneyOrder): Promise<void> {
  const browser = await openBrowser();
  const troubles: string[] = [];
  try {
    await walk(checks, order, browser, troubles);
    await checks.check('no page broke and no rule of content security was met', () => {
      if (troubles.length) throw new Error(troubles.slice(0, 3).join('; '));
    });
  } finally {
    await browser.close();
  }
}

async function walk(checks: Checks, { base, password, shots }: JourneyOrder, browser: Browser, troubles: string[]): Promise<void> {
  const open = async (login: string, path = '/', size = { width: 1440, height: 900 }): Promise<Page> => {
    const context = await browser.newContext({ viewport: size, locale: 'zh-CN', acceptDownloads: true });
    const page = await context.newPage();
    page.setDefaultTimeout(15_000);
    page.on('pageerror', (error) => troubles.push(`${login} ${path}: ${error.message}`));
    page.on('console', (message) => {
      if (message.type() === 'error' && /Content Security|Refused to/.test(message.text())) troubles.push(message.text());
    });
    await page.goto(`${base}/login`);
    await page
      .locator(`${id('login-form')} input`)
      .first()
      .fill(login);
    await page.locator(`${id('login-form')} input[type=password]`).fill(password);
    await page.click(id('login-submit'));
    await page.waitForSelector(id('who'));
    if (path !== '/') await page.goto(base + path);
    return page;
  };
  const shot = (page: Page, name: string) => page.screenshot({ path: `${shots}/${name}.png` });
  const text = (page: Page, selector: string) => page.locator(selector).first().innerText();
  const act = async (page: Page, step: string, fields: Record<string, string>): Promise<void> => {
    await page
      .locator(`${id(`step-${step}`)}`)
      .first()
      .click();
    const form = page.locator(id('step-form'));
    await form.waitFor();
    for (const [label, value] of Object.entries(fields)) {
      if (value.startsWith('choice:')) {
        await form.getByText(value.slice(7), { exact: true }).click();
      } else await form.getByLabel(label).fill(value);
    }
    await page.click(id('step-submit'));
    await form.waitFor({ state: 'detached' });
  };

  // ── Signing in ──
  const stranger = await browser.newPage();
  await checks.check('the sign-in page says that this is a non-classified system', async () => {
    await stranger.goto(`${base}/files`);
    await stranger.waitForSelector(id('login-form'));
    return (await stranger.locator('body').innerText()).includes('非涉密');
  });
  await checks.check('a wrong password is answered in words', async () => {
    await stranger
      .locator(`${id('login-form')} input`)
      .first()
      .fill('duty');
    await stranger.locator(`${id('login-form')} input[type=password]`).fill('not this');
    await stranger.click(id('login-submit'));
    await until('the refusal', async () => (await stranger.locator('body').innerText()).includes('用户名或密码不正确'));
  });
  await stranger.close();

  // ── From today to the frame ──
  const duty = await open('duty');
  let filePath = '';
  await checks.check('today lists the reminder about one hour over', async () => {
    await until('the reminder', async () => (await duty.locator('body').innerText()).includes(FILE), 60_000);
    await shot(duty, '01-today');
    await duty.getByText(FILE).first().click();
    await duty.waitForURL(/\/files\/\d+/);
    filePath = new URL(duty.url()).pathname;
  });
  await checks.check('the file says who it is waiting for and how its time came about', async () => {
    await duty.waitForSelector(id('clocks'));
    const clocks = await text(duty, id('clocks'));
    await shot(duty, '02-file');
    return (await text(duty, id('waiting-for'))).includes('等') && clocks.includes('60 分钟') && clocks.includes('待核');
  });
  await checks.check('the firm was told first, in words that accuse nobody', async () => {
    const told = await text(duty, id('messages'));
    return told.includes('提醒') && told.includes('仅供自查') && !/违法|立案/.test(told);
  });
  await checks.check('the verdict opens: limit, clause, arithmetic, and the method run again says the same', async () => {
    await duty
      .locator(`${id('file-links')} a, ${id('file-links')} button`)
      .filter({ hasText: '高于限值' })
      .first()
      .click();
    await duty.waitForSelector(id('explanation'));
    const why = await text(duty, id('explanation'));
    await shot(duty, '03-verdict');
    const says = (what: string) => {
      if (!why.includes(what)) throw new Error(`the explanation does not say '${what}'`);
    };
    for (const what of ['排污许可证', '50', '提醒级', '算术平均']) says(what);
    await duty.waitForSelector(id('recomputed'));
  });
  await checks.check('an input opens the very bytes it came by, with the password covered', async () => {
    await duty.locator(id('open-frame')).first().click();
    await duty.waitForSelector(id('frame-text'));
    const frame = await text(duty, id('frame-text'));
    await shot(duty, '04-frame');
    return frame.startsWith('##') && frame.includes('CN=2051') && frame.includes('PW=******') && frame.includes('w01018-Avg=');
  });

  // ── Live ──
  const station = await open('duty', '/stations/91330499DEM000110F-DW001?parameter=w01018&period=1h');
  await checks.check('a station shows its series with limit and clause, and moves without being loaded again', async () => {
    const chart = station.locator(id('series-chart'));
    await chart.waitFor();
    if (!(await text(station, id('limit'))).includes('50')) throw new Error('the limit is not shown');
    const before = await until('a last value', async () => chart.getAttribute('data-last'), 60_000);
    await until('a newer value', async () => (await chart.getAttribute('data-last')) !== before, 60_000, 1_000);
    await shot(station, '05-station');
  });

  // ── Reply, verify, review ──
  const firm = await open('firm.yunhe', filePath);
  await checks.check('what is being entered is not lost when the page asks again for the file beneath it', async () => {
    await firm.locator(id('step-replied')).first().click();
    const form = firm.locator(id('step-form'));
    // In the very first moment that the form is there.
    await form.getByText('生产工况波动', { exact: true }).click();
    await form.getByLabel('已采取的措施').fill('先记一半');
    const asked = firm.waitForResponse((answer) => new URL(answer.url()).pathname === `/api${filePath}` && answer.ok());
    // The page asks again when one comes back to it and what it has is not of these five seconds.
    await firm.waitForTimeout(5_500);
    await firm.evaluate(`window.dispatchEvent(new Event('visibilitychange'))`);
    await asked;
    await firm.waitForTimeout(500);
    const isChosen = await form.getByLabel('生产工况波动', { exact: true }).isChecked();
    const isTyped = (await form.getByLabel('已采取的措施').inputValue()) === '先记一半';
    await firm.keyboard.press('Escape');
    await form.waitFor({ state: 'detached' });
    return isChosen && isTyped;
  });
  await checks.check('the firm replies with cause and measures', async () => {
    await act(firm, 'replied', { 原因: 'choice:生产工况波动', 已采取的措施: '调节池分流，已恢复' });
    await until('the act', async () => (await firm.locator(id('act-item')).allInnerTexts()).some((t) => t.includes('调节池分流')));
  });
  await checks.check('the reply reaches the duty officer without loading the page again', async () => {
    const watching = await open('duty', filePath);
    await watching.waitForSelector(id('act-item'));
    await until('the act', async () => (await watching.locator(id('act-item')).allInnerTexts()).some((t) => t.includes('调节池分流')));
    await watching.close();
  });
  await checks.check('an officer of another branch reads why the button is off', async () => {
    const other = await open('officer.nanhu', filePath);
    const why = await text(other, id('why-accepted'));
    await other.close();
    return why.includes('南湖分局') && why.includes('秀洲区') && why.includes('没有办理权限');
  });
  const officer = await open('officer.xiuzhou', filePath);
  await checks.check('the officer of the branch verifies, and may then not review the same file', async () => {
    await act(officer, 'accepted', { 核实情况: '情况属实，已恢复' });
    const why = await until('the reason', async () => text(officer, id('why-closed')));
    await shot(officer, '06-same-officer');
    return why.includes('另一人');
  });
  await checks.check('another officer reviews, and the file is done (办结)', async () => {
    const reviewer = await open('officer.team', filePath);
    await act(reviewer, 'closed', {});
    await until('办结', async () => (await reviewer.locator('body').innerText()).includes('办结'));
    await shot(reviewer, '07-done');
    await reviewer.close();
  });

  // ── Study points: an effect in the act's own transaction ──
  const claim = async (): Promise<string> => {
    await firm.goto(`${base}/study`);
    await firm.locator('[data-testid^="claim-"]').first().waitFor();
    await firm.locator(id('claim-code-basics-2026')).click();
    await firm.locator(id('claim-form')).locator('input').first().fill('88');
    await firm.locator(id('claim-submit')).click();
    await firm.waitForURL(/\/files\/\d+/);
    return new URL(firm.url()).pathname;
  };
  await checks.check('a firm claims study points, an officer confirms, and the points are there', async () => {
    const path = await claim();
    await officer.goto(base + path);
    await act(officer, 'confirmed', {});
    await until('the effect', async () => (await officer.locator('body').innerText()).includes('10 分'));
    await firm.goto(`${base}/study`);
    await until('the balance', async () => (await text(firm, id('study-balance'))).includes('10'));
    await shot(firm, '08-points');
  });
  await checks.check(
    'the same examination a second time: the ledger refuses, the act with it, and the file stays where it was',
    async () => {
      const path = await claim();
      await officer.goto(base + path);
      await officer.locator(id('step-confirmed')).first().click();
      await officer.locator(id('step-submit')).click();
      await until('the refusal', async () => (await officer.locator('body').innerText()).includes('已经发放过'));
      await shot(officer, '09-refused');
      await officer.reload();
      return (await text(officer, id('waiting-for'))).includes('等执法人员确认');
    },
  );

  // ── The report, back to the packet ──
  const office = await open('office', '/report?year=2026');
  await checks.check(
    'the report shows the closed file as a figure that opens its records, the file, the verdict and the frame',
    async () => {
      await office.waitForSelector(id('figure-chip'));
      await shot(office, '10-report');
      await office.locator(id('figure-chip')).nth(1).click();
      await office.waitForSelector(id('figure-records'));
      await shot(office, '11-figure');
      await office.locator(id('figure-record')).filter({ hasText: '运河印染' }).locator('a, button').first().click();
      await office.waitForURL(/\/files\/\d+/);
      await office
        .locator(`${id('file-links')} a, ${id('file-links')} button`)
        .filter({ hasText: '高于限值' })
        .first()
        .click();
      await office.locator(id('open-frame')).first().click();
      await office.waitForSelector(id('frame-text'));
    },
  );
  await checks.check('tables are exported with number, unit and scope', async () => {
    await office.goto(`${base}/stations`);
    await office.waitForSelector(id('station-row'));
    const [download] = await Promise.all([office.waitForEvent('download'), office.locator(id('export')).first().click()]);
    const path = await download.path();
    const csv = readFileSync(path, 'utf8');
    return csv.startsWith('\ufeff') && csv.includes('序号') && csv.includes('单位') && csv.includes('合计');
  });
  await checks.check('English is a switch: the console’s own words are no longer Chinese', async () => {
    await office.goto(`${base}/`);
    await office.locator(id('lang-switch')).getByText('EN').click();
    await until('English', async () => (await text(office, 'nav')).includes('Today'));
    await shot(office, '12-english');
    return !/[\u4e00-\u9fff]/.test(await text(office, 'nav'));
  });
  await checks.check('an ended session leads to the sign-in page and back to where one was', async () => {
    await office.context().clearCookies();
    await office.goto(`${base}/files?status=closed`);
    await office.waitForSelector(id('login-form'));
    await office
      .locator(`${id('login-form')} input`)
      .first()
      .fill('office');
    await office.locator(`${id('login-form')} input[type=password]`).fill(password);
    await office.click(id('login-submit'));
    await office.waitForURL(/\/files\?status=closed/);
  });
  await checks.check('a page that a role may not open says so', async () => {
    await firm.goto(`${base}/jobs`);
    await until('the refusal', async () => (await firm.locator(`${id('page-not-allowed')}, ${id('page-refused')}`).count()) > 0);
  });

  // ── Everyone can use it ──
  const axeSource = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
  for (const path of ['/', '/stations', '/files', '/report', filePath]) {
    await checks.check(`${path === filePath ? 'a file' : path} has no serious accessibility violation`, async () => {
      const page = await open('officer.team', path);
      await page.waitForTimeout(1_500);
      // The watermark lies over everything and hides contrast from the examiner; it is looked at without it.
      await page.evaluate(`for (const mark of document.querySelectorAll('[style*="background-image"]')) mark.remove()`);
      // Evaluated and not added to the page: the page's own rules would rightly keep a foreign script out.
      await page.evaluate(readFileSync(axeSource, 'utf8'));
      const serious = await page.evaluate(async () => {
        const run = (
          globalThis as unknown as { axe: { run(): Promise<{ violations: { id: string; impact: string; nodes: { html: string }[] }[] }> } }
        ).axe;
        return (await run.run()).violations
          .filter((v) => v.impact === 'serious' || v.impact === 'critical')
          .map((v) => `${v.id}: ${v.nodes[0]?.html.slice(0, 120)}`);
      });
      await page.context().close();
      if (serious.length) throw new Error(serious.join('; '));
    });
  }
  await checks.check('on a telephone nothing runs off the side', async () => {
    const phone = await open('officer.team', '/', { width: 390, height: 844 });
    await phone.waitForTimeout(1_000);
    await shot(phone, '13-phone');
    return phone.evaluate<boolean>('document.documentElement.scrollWidth <= window.innerWidth + 1');
  });
  await checks.check('the documentation of the API is there', async () => {
    const docs = await (await fetch(`${base}/api/docs/json`)).json();
    return Object.keys((docs as { paths: object }).paths).length >= 20;
  });
}
