#!/usr/bin/env node
// Plain JavaScript that any Node can read: it checks the version before anything newer is parsed, then lets tsx read the rest.
const needed = [20, 20];
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < needed[0] || (major === needed[0] && minor < needed[1])) {
  console.error(`秀水需要 Node.js ${needed.join('.')} 或更新版本；这里是 ${process.versions.node}。`);
  console.error(`Xiushui needs Node.js ${needed.join('.')} or newer; this is ${process.versions.node}.`);
  process.exit(2);
}

import('tsx/esm/api')
  .then(({ register }) => register())
  .then(() => import('./main.ts'))
  .then(({ main }) => main(process.argv.slice(2)))
  .then(
    (code) => {
      process.exitCode = code;
    },
    (error) => {
      if (error?.code === 'ERR_MODULE_NOT_FOUND' && /tsx/.test(error.message)) {
        console.error('依赖尚未安装，请先执行 npm install。\nNothing is installed yet: run npm install first.');
      } else console.error(error);
      process.exitCode = 1;
    },
  );
