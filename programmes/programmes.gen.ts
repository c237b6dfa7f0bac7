// Made by `node --import tsx tools/list-programmes.ts`; a test holds it to the folders.
import automaticMonitoring from './data/automatic-monitoring/programme.ts';
import contingencyPlans from './emergency/contingency-plans/programme.ts';
import studyPoints from './enforcement/study-points/programme.ts';
import permitRegister from './permits/permit-register/programme.ts';

export const programmes = [automaticMonitoring, contingencyPlans, studyPoints, permitRegister];

/** The folder of each, by its id. */
export const folders: Record<string, string> = {
  'automatic-monitoring': 'data/automatic-monitoring',
  'contingency-plans': 'emergency/contingency-plans',
  'study-points': 'enforcement/study-points',
  'permit-register': 'permits/permit-register',
};
