/** How many notices are unread: asked by the bell and by the page, refreshed by live events of the inbox. */
import { queryOptions } from '@tanstack/react-query';
import { answered, client } from '../../api.ts';

export const unread = queryOptions({
  queryKey: ['inbox', 'unread'],
  queryFn: ({ signal }) => answered(client.GET('/api/inbox/unread', { signal })),
});
