/**
 * Configuration: one checked file, the environment over it, flags over both (F20). Declares, reads, checks and shows settings; opens nothing and starts
 * nothing. Rooms take explicit options; `apps/server` hands over what is set here.
 *
 * @example const { config } = loadConfig({ home }); config.web.port
 */
export { type Config, schema, sectionNames } from './keys.ts';
export { withinNetworks } from './kinds.ts';
export { configurationPage, type Shown, shownConfig, valueAt } from './page.ts';
export {
  ConfigWrong,
  defaultConfig,
  FILE_NAME,
  type Finding,
  type Given,
  type Loaded,
  loadConfig,
  readConfig,
  readSecret,
  type Setting,
  sentence,
  settings,
  type Where,
} from './read.ts';
