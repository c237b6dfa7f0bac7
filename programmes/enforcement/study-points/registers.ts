import { register } from '../../../engines/registry/index.ts';

/** 学法测验：一场多少分、多少分合格。 */
export const exam = register({
  id: 'exam',
  name: '学法测验',
  nameEn: 'exam',
  fields: {
    course: { name: '课程', nameEn: 'course', type: 'text', required: true },
    year: { name: '年度', nameEn: 'year', type: 'number', required: true },
    points: { name: '积分', nameEn: 'points', type: 'number', unit: '分', required: true },
    passScore: { name: '合格分', nameEn: 'pass score', type: 'number', unit: '分', required: true },
  },
});
