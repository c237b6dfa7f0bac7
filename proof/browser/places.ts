/**
 * Every page of the console, as every role finds it: which doors it has, what each page is called and holds, in both languages. What was found is held
 * against `places.snap.yaml`, so that a page that loses a column or a role that gains a door is seen in review. Each page is looked at once by the
 * accessibility examiner in light Chinese and in dark English, and must not run off the side of a telephone.
 *
 * `XIUSHUI_SNAPSHOT=write` writes the snapshot anew.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { parse, stringify } from 'yaml';
import { type Checks, until } from '../checks.ts';
import { openBrowser } from './journey.ts';

const SNAPSHOT = fileURLToPath(new URL('places.snap.yaml', import.meta.url));
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** One account of the demonstration for every role that signs in. */
const LOGINS = ['duty', 'officer.team', 'engineer', 'office', 'leader', 'admin', 'security', 'auditor', 'firm.yunhe'] as const;

/** What we ask of an element in the page; the server's types know no document. */
interface Drawn {
  offsetParent: unknown;
  innerText: string;
}

interface Seen {
  title: string;
  panels: string[];
  columns: string[];
  buttons: string[];
}
interface Snapshot {
  /** Which doors each role has, by address. */
  doors: Record<string, string[]>;
  /** What the first role that has it finds behind each. */
  pages: Record<string, { zh: Seen; en: Seen }>;
}

export interface PlacesOrder {
  base: string;
  password: string;
  shots: string;
}

export async function places(checks: Checks, order: PlacesOrder): Promise<void> {
  const browser = await openBrowser();
  try {
    await visit(checks, order, browser);
  } finally {
    await browser.close();
  }
}

async function visit(checks: Checks, { base, password, shots }: PlacesOrder, browser: Browser): Promise<void> {
  const found: Snapshot = { doors: {}, pages: {} };
  const troubles: string[] = [];
  const serious: string[] = [];
  const wide: string[] = [];
  const foreign: string[] = [];

  for (const login of LOGINS) {
    await checks.check(`${login} opens every door it has`, async () => {
      const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'zh-CN' });
      const page = await context.newPage();
      page.setDefaultTimeout(20_000);
      page.on('pageerror', (error) => troubles.push(`${login} ${new URL(page.url()).pathname}: ${error.message}`));
      page.on('console', (said) => {
        if (said.type() === 'error' && /Content Security|Refused to|Minified React error|Warning: /.test(said.text()))
          troubles.push(`${login} ${new URL(page.url()).pathname}: ${said.text().slice(0, 200)}`);
      });
      try {
        await signIn(page, base, login, password);
        const doors = await page.$$eval('.shell > .nav a.item', (all) => all.map((a) => a.getAttribute('href') ?? ''));
        if (!doors.length) throw new Error('it has no door at all');
        found.doors[login] = doors;
        for (const path of doors) {
          await go(page, base + path);
          const title = await page.locator('h1').first().innerText();
          if (!title.trim()) throw new Error(`${path} has no title`);
          if (await page.locator('[data-testid="page-broken"], [data-testid="page-refused"]').count())
            throw new Error(`${path} is broken or refused`);
          if (found.pages[path]) continue;
          const zh = await look(page);
          serious.push(...(await examine(page, `${path} (light, Chinese)`)));
          await page.screenshot({ path: join(shots, `place-${path.replaceAll('/', '_') || 'root'}.png`), fullPage: true });
          await dress(page, 'en', 'dark');
          await go(page, base + path);
          const en = await look(page);
          found.pages[path] = { zh, en };
          serious.push(...(await examine(page, `${path} (dark, English)`)));
          foreign.push(
            ...[en.title, ...en.panels, ...en.columns, ...en.buttons]
              .filter((text) => /\p{Script=Han}/u.test(text))
              .map((text) => `${path}: ${text}`),
          );
          await page.screenshot({ path: join(shots, `place-${path.replaceAll('/', '_') || 'root'}-en.png`), fullPage: true });
          await dress(page, 'zh', 'light');
          await page.setViewportSize({ width: 390, height: 844 });
          await go(page, base + path);
          if (!(await page.evaluate<boolean>('document.documentElement.scrollWidth <= window.innerWidth + 1'))) wide.push(path);
          await page.screenshot({ path: join(shots, `place-${path.replaceAll('/', '_') || 'root'}-phone.png`) });
          await page.setViewportSize({ width: 1440, height: 900 });
        }
      } finally {
        await context.close();
      }
    });
  }

  const none = (of: string[]) => () => {
    if (of.length) throw new Error([...new Set(of)].slice(0, 12).join(' | '));
  };
  await checks.check('no page broke on the way', none(troubles));
  await checks.check('no page has a serious accessibility violation, in light or dark, in Chinese or English', none(serious));
  await checks.check('no page runs off the side of a telephone', none(wide));
  await checks.check('titles, columns and buttons of the English console are English', none(foreign));
  await checks.check('every role has its doors and every page its parts, as the snapshot has them', () => {
    const text = stringify(found, { lineWidth: 160 });
    if (process.env.XIUSHUI_SNAPSHOT === 'write') return writeFileSync(SNAPSHOT, text);
    if (!existsSync(SNAPSHOT)) throw new Error('there is no snapshot; write it with XIUSHUI_SNAPSHOT=write');
    const kept = parse(readFileSync(SNAPSHOT, 'utf8')) as Snapshot;
    const apart = differences(kept, found);
    if (apart.length) throw new Error(apart.slice(0, 8).join(' | '));
  });
}

export async function signIn(page: Page, base: string, login: string, password: string): Promise<void> {
  await page.goto(`${base}/login`);
  const form = page.locator('[data-testid="login-form"]');
  await form.locator('input').first().fill(login);
  await form.locator('input[type=password]').fill(password);
  await page.click('[data-testid="login-submit"]');
  await page.waitForSelector('[data-testid="who"]');
}

/** The page as it stands when nothing is being loaded any more. */
async function go(page: Page, address: string): Promise<void> {
  await page.goto(address);
  await page.waitForSelector('main h1');
  // Asked from outside: the page's own rules forbid it to evaluate a text, ours too.
  const busy = page.locator('main [data-testid="loading"], main .ant-spin-spinning');
  await until(`${address} has loaded`, async () => (await busy.count()) === 0, 20_000, 100);
}

async function dress(page: Page, language: 'zh' | 'en', light: 'light' | 'dark'): Promise<void> {
  const shown = await page.locator('[data-testid="lang-switch"]').first().getAttribute('data-language');
  if (shown !== language)
    await page
      .locator('[data-testid="lang-switch"] .ant-segmented-item')
      .nth(language === 'zh' ? 0 : 1)
      .click();
  const isDark = await page.evaluate<boolean>(
    `getComputedStyle(document.documentElement).colorScheme.includes('dark') || document.documentElement.dataset.light === 'dark'`,
  );
  if (isDark !== (light === 'dark')) await page.locator('[data-testid="light-switch"]').first().click();
  await page.waitForTimeout(150);
}

/** What a page is made of, without what changes with the data: figures are blanked, repeated buttons told once. */
async function look(page: Page): Promise<Seen> {
  const texts = (selector: string) =>
    page.$$eval(selector, (all) =>
      all
        .filter((one) => (one as unknown as Drawn).offsetParent !== null)
        .map((one) => (one as unknown as Drawn).innerText.trim().replace(/\s+/g, ' ').replace(/\d+/g, '#'))
        .filter((text) => text !== '' && text.length < 60),
    );
  const once = (list: string[]) => [...new Set(list)].sort();
  return {
    title: (await texts('main h1'))[0] ?? '',
    panels: await texts('main .panel > header > h2'),
    columns: once(await texts('main th')),
    buttons: once(await texts('main .page-head button, main .page-head a.ant-btn')),
  };
}

export async function examine(page: Page, where: string): Promise<string[]> {
  // The watermark lies over everything and hides contrast from the examiner; it is looked at without it.
  await page.evaluate(`for (const mark of document.querySelectorAll('[style*="background-image"]')) mark.remove()`);
  // Evaluated and not added to the page: the page's own rules would rightly keep a foreign script out.
  await page.evaluate(AXE);
  return page.evaluate(async (at) => {
    const run = (
      globalThis as unknown as { axe: { run(): Promise<{ violations: { id: string; impact: string; nodes: { html: string }[] }[] }> } }
    ).axe;
    return (await run.run()).violations
      .filter((v) => v.impact === 'serious' || v.impact === 'critical')
      .map((v) => `${at} ${v.id}: ${v.nodes[0]?.html.slice(0, 140)}`);
  }, where);
}

function differences(kept: unknown, found: unknown, at = ''): string[] {
  if (JSON.stringify(kept) === JSON.stringify(found)) return [];
  const isBranch = (of: unknown): of is Record<string, unknown> => typeof of === 'object' && of !== null && !Array.isArray(of);
  if (!isBranch(kept) || !isBranch(found)) return [`${at}: ${JSON.stringify(kept) ?? 'nothing'} → ${JSON.stringify(found) ?? 'nothing'}`];
  return [...new Set([...Object.keys(kept), ...Object.keys(found)])].flatMap((name) =>
    differences(kept[name], found[name], `${at}/${name}`),
  );
}
