/**
 * The map and the pages of the registers as an officer uses them: things are drawn, a click opens the card and the card the entry, the list's filter
 * holds on the map, one box finds a firm, and two days stand side by side. Each of these pages is examined and fits a telephone.
 */
import type { Browser, Page } from 'playwright-core';
import { type Checks, until } from '../checks.ts';
import { openBrowser } from './journey.ts';
import { examine, type PlacesOrder, signIn } from './places.ts';

const id = (name: string) => `[data-testid="${name}"]`;
const FIRM = '91330499DEM000110F';

export async function maps(checks: Checks, order: PlacesOrder): Promise<void> {
  const browser = await openBrowser();
  try {
    await walk(checks, order, browser);
  } finally {
    await browser.close();
  }
}

async function walk(checks: Checks, { base, password, shots }: PlacesOrder, browser: Browser): Promise<void> {
  const troubles: string[] = [];
  const serious: string[] = [];
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'zh-CN' });
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  page.on('pageerror', (error) => troubles.push(`${new URL(page.url()).pathname}: ${error.message}`));
  page.on('console', (said) => {
    if (said.type() === 'error' && /Content Security|Refused to|Minified React error/.test(said.text()))
      troubles.push(said.text().slice(0, 200));
  });
  page.on('request', (asked) => {
    if (!asked.url().startsWith(base) && !/^(data|blob):/.test(asked.url())) troubles.push(`asked elsewhere: ${asked.url()}`);
  });
  const shot = (name: string) => page.screenshot({ path: `${shots}/${name}.png`, fullPage: true });
  const drawn = async (of: Page = page) => Number((await of.locator(id('map')).first().getAttribute('data-drawn')) ?? 0);
  await signIn(page, base, 'office', password);

  await checks.check('the map draws the outlets of the city, and the table beside it has as many', async () => {
    await page.goto(`${base}/map`);
    await until('something is drawn', async () => (await drawn()) > 5, 20_000);
    await page.locator(id('map-row')).first().waitFor();
    await shot('map');
    serious.push(...(await examine(page, '/map')));
    return Number(await page.locator(`${id('map-table')} .count`).innerText()) === (await drawn());
  });
  await checks.check('a click on what is drawn opens its card, and the card its entry', async () => {
    await page.locator(id('map-show')).first().click();
    await page.locator(id('map-card')).waitFor();
    await page.click(id('map-card-close'));
    await page.locator(id('map-card')).waitFor({ state: 'detached' });
    await until('it is drawn alone', async () => (await drawn()) > 0);
    await page.waitForTimeout(500);
    const box = await page.locator(id('map')).boundingBox();
    if (!box) throw new Error('there is no map');
    await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
    await page.locator(id('map-card')).waitFor();
    await page.click(id('map-card-open'));
    await page.waitForURL(/\/registers\/outlet\//);
    await page.locator(id('where-it-lies')).waitFor();
    await page.click(id('compare'));
    await page.locator(`${id('two-days')} table`).waitFor();
    await shot('entry');
    serious.push(...(await examine(page, 'an entry')));
  });
  await checks.check('the map has the focus and moves by the arrows of the keyboard', async () => {
    await page.goto(`${base}/map`);
    await until('something is drawn', async () => (await drawn()) > 5, 20_000);
    await page.locator(id('map')).focus();
    const before = page.url();
    await page.keyboard.press('ArrowRight');
    await until('the window has moved', async () => page.url() !== before, 5_000);
  });
  await checks.check('what narrows a list narrows its map, and the choices say how many there are', async () => {
    await page.goto(`${base}/registers/outlet?filter=kind:stack`);
    await page.locator(id('entry-row')).first().waitFor();
    const rows = await page.locator(id('entry-row')).count();
    await page.click(id('sort-name'));
    await page.waitForURL(/sort=name/);
    await page.locator('th[aria-sort="ascending"]').waitFor();
    await shot('list');
    serious.push(...(await examine(page, 'a list')));
    await page.click(id('view-map'));
    await until('the map shows as many as the list', async () => (await drawn()) === rows, 15_000);
  });
  await checks.check(
    'one box finds a firm by its initials, and its page holds its limits, its days and two days side by side',
    async () => {
      await page
        .locator(`input${id('find')}, ${id('find')} input`)
        .first()
        .fill('yhyr');
      await page.keyboard.press('Enter');
      await page.waitForURL(/\/search\?q=yhyr/);
      await page
        .locator(`${id('found-firm')} a`)
        .first()
        .click();
      await page.waitForURL(new RegExp(`/parties/${FIRM}`));
      await page.locator(id('dossier-limits')).waitFor();
      await shot('firm');
      serious.push(...(await examine(page, 'a firm')));
      await page.click(id('view-days'));
      await page
        .locator(`${id('dossier-days')} li`)
        .first()
        .waitFor();
      await page.click(id('view-compare'));
      await page.locator(id('compared')).waitFor();
      await shot('firm-two-days');
      serious.push(...(await examine(page, 'two days of a firm')));
    },
  );
  await checks.check('none of these pages runs off the side of a telephone', async () => {
    const wide: string[] = [];
    await page.setViewportSize({ width: 390, height: 844 });
    for (const path of [
      '/map',
      '/registers/outlet',
      '/registers/outlet?view=map',
      `/parties/${FIRM}`,
      `/parties/${FIRM}?view=compare`,
      '/search?q=yh',
      '/registers/firm/' + FIRM,
    ]) {
      await page.goto(base + path);
      await page.waitForSelector('main h1');
      await page.waitForTimeout(800);
      if (!(await page.evaluate<boolean>('document.documentElement.scrollWidth <= window.innerWidth + 1'))) wide.push(path);
    }
    await shot('firm-telephone');
    if (wide.length) throw new Error(wide.join(', '));
  });
  await checks.check('none of these pages broke, asked another house for anything, or has a serious accessibility violation', () => {
    const all = [...new Set([...troubles, ...serious])];
    if (all.length) throw new Error(all.slice(0, 8).join(' | '));
  });
  await context.close();
}
