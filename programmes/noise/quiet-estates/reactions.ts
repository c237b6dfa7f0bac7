import { opens } from '../../../engines/case/index.ts';
import { when } from '../../declare.ts';
import { estateRecheck } from './cases/estate-recheck.ts';

export const reactions = [
  when('registry.quiet-estate.recheck')
    .onlyWhen({ stage: 'named' })
    .as('quiet-estates.recheck')
    .follows(opens(estateRecheck, { title: '{name}年度复核' })),
];
