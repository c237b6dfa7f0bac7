import { register } from '../../../engines/registry/index.ts';

/** 学法测验：一场多少分、多少分合格。 */
export const exam = register({
  id: 'exam',
  name: '学法测验',
  nameEn: 'Law exams',
  shared: true,
  keepers: ['office'],
  fields: {
    course: { name: '课程', nameEn: 'Course', type: 'text', required: true },
    year: { name: '年度', nameEn: 'Year', type: 'number', required: true },
    points: { name: '积分', nameEn: 'Points', type: 'number', unit: '分', unitEn: 'points', atLeast: 1, required: true },
    passScore: {
      name: '合格分',
      nameEn: 'Pass score',
      type: 'number',
      unit: '分',
      unitEn: 'points',
      atLeast: 0,
      atMost: 100,
      required: true,
    },
  },
});
