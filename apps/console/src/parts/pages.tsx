/** Lists that grow, read a page at a time: the rows so far, and a button for more. Filters stand in the address. */
import { useInfiniteQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import type { ReactNode } from 'react';
import { api, type Query } from '../api.ts';
import { useTexts } from '../texts/index.ts';
import { WhenReady } from './problem-notice.tsx';

interface Page<T> {
  items: T[];
  next: string | null;
}

/** @param name First word of the question, by which `refresh` and live events find it. */
export function usePages<T>(name: string, path: string, query: Query = {}) {
  const asked = useInfiniteQuery({
    queryKey: [name, path, query],
    queryFn: ({ pageParam, signal }) => api.get<Page<T>>(path, { query: { ...query, cursor: pageParam }, signal }),
    initialPageParam: '' as string,
    getNextPageParam: (page) => page.next ?? undefined,
  });
  return { ...asked, data: asked.data?.pages.flatMap((page) => page.items) };
}

export function WhenPaged<T>({
  asked,
  whole = false,
  children,
}: {
  asked: ReturnType<typeof usePages<T>>;
  whole?: boolean;
  children: (rows: T[]) => ReactNode;
}) {
  const { t } = useTexts();
  return (
    <WhenReady asked={asked} whole={whole}>
      {(rows) => (
        <>
          {children(rows)}
          {asked.hasNextPage ? (
            <div className="more">
              <Button loading={asked.isFetchingNextPage} onClick={() => void asked.fetchNextPage()} data-testid="more">
                {t('places.more')}
              </Button>
            </div>
          ) : null}
        </>
      )}
    </WhenReady>
  );
}
