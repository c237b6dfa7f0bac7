/** Lines and areas are what GeoJSON says (RFC 7946 §3.1): rings close, degrees are degrees. */
import { describe, expect, it } from 'vitest';
import { boxOf, examineShape, type Shape } from './shape.ts';

const line: Shape = {
  type: 'LineString',
  coordinates: [
    [120.5, 30.7],
    [120.6, 30.8],
  ],
};
const area: Shape = {
  type: 'Polygon',
  coordinates: [
    [
      [120, 30],
      [121, 30],
      [121, 31],
      [120, 30],
    ],
  ],
};

describe('shapes', () => {
  it('a line of two points and a closed ring are whole; a line is no area', () => {
    expect(examineShape(line, 'line')).toBeNull();
    expect(examineShape(area, 'polygon')).toBeNull();
    expect(examineShape(line, 'polygon')?.code).toBe('notSuchAShape');
    expect(boxOf(area)).toEqual([120, 30, 121, 31]);
    expect(
      boxOf({
        type: 'MultiPolygon',
        coordinates: [
          area.coordinates,
          [
            [
              [118, 29],
              [119, 29],
              [119, 30],
              [118, 29],
            ],
          ],
        ],
      }),
    ).toEqual([118, 29, 121, 31]);
  });

  it.each([
    ['no coordinates', { type: 'LineString' }, 'line', 'notAShape'],
    [
      'a text for a degree',
      {
        type: 'LineString',
        coordinates: [
          ['a', 1],
          [2, 3],
        ],
      },
      'line',
      'notAShape',
    ],
    [
      'a latitude of 200',
      {
        type: 'LineString',
        coordinates: [
          [1, 200],
          [2, 3],
        ],
      },
      'line',
      'notAShape',
    ],
    ['one point', { type: 'LineString', coordinates: [[1, 2]] }, 'line', 'tooFewCorners'],
    [
      'a ring that does not close',
      {
        type: 'Polygon',
        coordinates: [
          [
            [1, 2],
            [3, 4],
            [5, 6],
            [7, 8],
          ],
        ],
      },
      'polygon',
      'doesNotClose',
    ],
    [
      'nesting that is not its type',
      {
        type: 'Polygon',
        coordinates: [
          [1, 2],
          [3, 4],
        ],
      },
      'polygon',
      'notAShape',
    ],
    ['a point', { type: 'Point', coordinates: [1, 2] }, 'line', 'notSuchAShape'],
    ['a text', 'LINESTRING(1 2)', 'line', 'notSuchAShape'],
    ['too many corners', { type: 'LineString', coordinates: Array.from({ length: 20_001 }, () => [1, 2]) }, 'line', 'tooManyCorners'],
  ] as const)('%s is found', (_, shape, kind, code) => {
    expect(examineShape(shape as unknown as Shape, kind)?.code).toBe(code);
  });
});
