/** Rows with named columns: a table where there is room, one card a row on a phone. Every list of the console is one of these. */
import { Pagination, Table } from 'antd';
import { type HTMLAttributes, type KeyboardEvent, type ReactNode, useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { useTexts } from '../texts/index.ts';

export interface Column<T> {
  key: string;
  title: string;
  render: (row: T) => ReactNode;
  width?: number;
  right?: boolean;
  /** On a card the value stands without its name: it names itself. */
  bare?: boolean;
  /** What the list is put in the order of, when the head of this column is pressed. */
  sort?: string;
}

type Marks = Record<string, string | number>;

interface SheetProps<T> {
  columns: Column<T>[];
  rows: T[];
  rowKey: (row: T) => string;
  /** Row numbers, as every exported sheet has them. */
  numbered?: boolean;
  /** The width below which the columns would be unreadable and the table scrolls instead. */
  minWidth: number;
  pageSize?: number;
  page?: number;
  onPage?: (page: number) => void;
  tight?: boolean;
  loading?: boolean;
  /** What stands under the names of the columns when there is no row: a table looks the same whether or not data have come. On a phone it stands alone. */
  empty: ReactNode;
  /** What the rows are in the order of now; - in front for descending. */
  order?: string;
  onOrder?: (order: string) => void;
  marks?: (row: T) => Marks;
}

// A sheet of paper is narrow too, but a printed table stays a table.
const phone = matchMedia('screen and (max-width: 767px)');

export function useNarrow(): boolean {
  return useSyncExternalStore(
    (tell) => {
      phone.addEventListener('change', tell);
      return () => phone.removeEventListener('change', tell);
    },
    () => phone.matches,
  );
}

export function Sheet<T extends object>({
  columns,
  rows,
  rowKey,
  numbered = false,
  minWidth,
  pageSize = 20,
  page,
  onPage,
  tight = false,
  loading = false,
  empty,
  order,
  onOrder,
  marks,
}: SheetProps<T>) {
  const { t } = useTexts();
  const narrow = useNarrow();
  const [ownPage, setOwnPage] = useState(1);
  const last = Math.max(1, Math.ceil(rows.length / pageSize));
  const current = Math.min(page ?? ownPage, last);
  const turn = onPage ?? setOwnPage;
  const first = (current - 1) * pageSize;
  const box = useRef<HTMLDivElement>(null);
  // What scrolls must be reached by the keyboard too; the library leaves it out when no cell of the table holds a link.
  useEffect(() => {
    for (const part of box.current?.querySelectorAll('.ant-table-content, .ant-table-body') ?? []) part.setAttribute('tabindex', '0');
  });

  // With nothing to say in its place, an empty sheet is no sheet.
  if (rows.length === 0 && (narrow || !empty)) return empty;
  if (narrow) {
    return (
      <>
        <ul className="cards">
          {rows.slice(first, first + pageSize).map((row) => (
            <li key={rowKey(row)} {...marks?.(row)}>
              {columns.map((column) =>
                column.bare ? (
                  <div key={column.key}>{column.render(row)}</div>
                ) : (
                  <div key={column.key} className="pair">
                    <span className="soft small">{column.title}</span>
                    <div>{column.render(row)}</div>
                  </div>
                ),
              )}
            </li>
          ))}
        </ul>
        {last > 1 ? (
          <Pagination
            simple
            align="center"
            style={{ margin: 12 }}
            current={current}
            pageSize={pageSize}
            total={rows.length}
            onChange={turn}
          />
        ) : null}
      </>
    );
  }
  const number = {
    title: t('files.seq'),
    key: '#',
    width: 56,
    align: 'right' as const,
    render: (_: unknown, __: T, i: number) => <span className="num soft">{first + i + 1}</span>,
  };
  return (
    <div ref={box}>
      <Table<T>
        rowKey={rowKey}
        size={tight ? 'small' : 'middle'}
        dataSource={rows}
        loading={loading}
        scroll={{ x: minWidth }}
        locale={{ emptyText: empty }}
        pagination={{ current, pageSize, hideOnSinglePage: true, showSizeChanger: false, onChange: turn }}
        columns={[
          ...(numbered ? [number] : []),
          ...columns.map(({ key, title, width, right, render, sort }) => ({
            key,
            title: sort && onOrder ? `${title}${signOf(sort, order)}` : title,
            ...(sort && onOrder ? { onHeaderCell: () => head(sort, order, onOrder) } : {}),
            ...(width === undefined ? {} : { width }),
            ...(right ? { align: 'right' as const } : {}),
            render: (_: unknown, row: T) => render(row),
          })),
        ]}
        onRow={(row) => ({ ...marks?.(row) }) as HTMLAttributes<HTMLElement>}
      />
    </div>
  );
}

const signOf = (sort: string, order = '') => (order === sort ? ' ↑' : order === `-${sort}` ? ' ↓' : '');

/**
 * The head of a column that orders the list: pressed once for its order, again for the other way round. The cell itself is pressed and not a button in
 * it, since the library keeps a hidden copy of what a head holds, and a hidden button could still be reached by the keyboard.
 */
function head(sort: string, order = '', onOrder: (order: string) => void) {
  const press = () => onOrder(order === sort ? `-${sort}` : sort);
  return {
    'aria-sort': order === sort ? 'ascending' : order === `-${sort}` ? 'descending' : 'none',
    'data-testid': `sort-${sort}`,
    className: 'sortable',
    tabIndex: 0,
    onClick: press,
    onKeyDown: (event: KeyboardEvent) => {
      if (event.key !== 'Enter' && event.key !== ' ') return;
      event.preventDefault();
      press();
    },
  } as HTMLAttributes<HTMLElement>;
}
