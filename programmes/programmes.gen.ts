// Made by `node --import tsx tools/list-programmes.ts`; a test holds it to the folders.
import boilers from './air/boilers/programme.ts';
import dieselTrucks from './air/diesel-trucks/programme.ts';
import nonRoadMachines from './air/non-road-machines/programme.ts';
import strawLookouts from './air/straw-lookouts/programme.ts';
import automaticMonitoring from './data/automatic-monitoring/programme.ts';
import contingencyPlans from './emergency/contingency-plans/programme.ts';
import riskFirms from './emergency/risk-firms/programme.ts';
import studyPoints from './enforcement/study-points/programme.ts';
import quietEstates from './noise/quiet-estates/programme.ts';
import honours from './office/honours/programme.ts';
import normativeDocuments from './office/normative-documents/programme.ts';
import permitRegister from './permits/permit-register/programme.ts';
import projectRegister from './projects/project-register/programme.ts';
import sources from './radiation/sources/programme.ts';
import priorityPlots from './soil/priority-plots/programme.ts';
import outfalls from './water/outfalls/programme.ts';
import sections from './water/sections/programme.ts';

export const programmes = [boilers, dieselTrucks, nonRoadMachines, strawLookouts, automaticMonitoring, contingencyPlans, riskFirms, studyPoints, quietEstates, honours, normativeDocuments, permitRegister, projectRegister, sources, priorityPlots, outfalls, sections];

/** The folder of each, by its id. */
export const folders: Record<string, string> = {
  'boilers': 'air/boilers',
  'diesel-trucks': 'air/diesel-trucks',
  'non-road-machines': 'air/non-road-machines',
  'straw-lookouts': 'air/straw-lookouts',
  'automatic-monitoring': 'data/automatic-monitoring',
  'contingency-plans': 'emergency/contingency-plans',
  'risk-firms': 'emergency/risk-firms',
  'study-points': 'enforcement/study-points',
  'quiet-estates': 'noise/quiet-estates',
  'honours': 'office/honours',
  'normative-documents': 'office/normative-documents',
  'permit-register': 'permits/permit-register',
  'project-register': 'projects/project-register',
  'sources': 'radiation/sources',
  'priority-plots': 'soil/priority-plots',
  'outfalls': 'water/outfalls',
  'sections': 'water/sections',
};
