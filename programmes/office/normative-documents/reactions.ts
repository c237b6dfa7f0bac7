import { opens } from '../../../engines/case/index.ts';
import { when } from '../../declare.ts';
import { documentEvaluation } from './cases/document-evaluation.ts';

export const reactions = [
  when('registry.normative-document.expiring')
    .unless({ stage: ['abolished', 'withdrawn'] })
    .as('normative-documents.expiring')
    .follows(opens(documentEvaluation, { title: '{name}有效期将于 {comes} 届满' })),
];
