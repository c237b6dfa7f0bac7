/** Makes `programmes/programmes.gen.ts` from the folders that hold a `programme.ts`, so that a new duty is one folder and bundling works. */
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const PROGRAMMES = fileURLToPath(new URL('../programmes', import.meta.url));

/** Folders of programmes below `programmes/`, in order. */
export function programmeFolders(): string[] {
  return readdirSync(PROGRAMMES, { recursive: true, encoding: 'utf8' })
    .map((name) => name.replaceAll('\\', '/'))
    .filter((name) => name.endsWith('/programme.ts'))
    .map((name) => name.slice(0, -'/programme.ts'.length))
    .sort();
}

export function generatedList(): string {
  const folders = programmeFolders();
  const nameOf = (folder: string) => (folder.split('/').at(-1) ?? '').replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
  return [
    '// Made by `node --import tsx tools/list-programmes.ts`; a test holds it to the folders.',
    ...folders.map((folder) => `import ${nameOf(folder)} from './${folder}/programme.ts';`),
    '',
    `export const programmes = [${folders.map(nameOf).join(', ')}];`,
    '',
    '/** The folder of each, by its id. */',
    'export const folders: Record<string, string> = {',
    ...folders.map((folder) => `  '${folder.split('/').at(-1)}': '${folder}',`),
    '};',
    '',
  ].join('\n');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(join(PROGRAMMES, 'programmes.gen.ts'), generatedList());
