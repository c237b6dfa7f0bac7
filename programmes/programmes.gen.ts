// Made by `node --import tsx tools/list-programmes.ts`; a test holds it to the folders.
import automaticMonitoring from './data/automatic-monitoring/programme.ts';
import studyPoints from './enforcement/study-points/programme.ts';
import permitRegister from './permits/permit-register/programme.ts';

export const programmes = [automaticMonitoring, studyPoints, permitRegister];
