/** One question to all registers: what carries this code, name, pinyin or initials, register by register. */
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { useAddress } from '../../address.ts';
import { answered, client } from '../../api.ts';
import { PageHead, Panel } from '../../parts/page.tsx';
import { Nothing, WhenReady } from '../../parts/problem-notice.tsx';
import { RefLink } from '../../parts/ref-link.tsx';
import { inWords, useTexts } from '../../texts/index.ts';
import { SearchBox } from '../files.tsx';

export default function SearchScreen() {
  const { t, language } = useTexts();
  const { read, write } = useAddress();
  const q = read('q').trim();
  const asked = useQuery({
    queryKey: ['register', 'search', q],
    queryFn: ({ signal }) => answered(client.GET('/api/search', { params: { query: { q } }, signal })),
    enabled: q !== '',
    placeholderData: keepPreviousData,
  });
  return (
    <>
      <PageHead title={t('search.title')} lead={t('search.lead')} />
      <search className="filters" aria-label={t('search.title')}>
        <SearchBox value={q} says={t('registers.searchHint')} onSearch={(said) => write({ q: said })} />
        {q && asked.data ? <span className="soft">{t('registers.rows', { n: asked.data.total })}</span> : null}
      </search>
      {q === '' ? (
        <Panel>
          <Nothing title={t('search.ask')} when={t('search.askWhen')} icon="search" slim />
        </Panel>
      ) : (
        <WhenReady asked={asked}>
          {({ registers }) =>
            registers.length === 0 ? (
              <Panel>
                <Nothing title={t('search.none', { q })} when={t('search.noneWhen')} slim />
              </Panel>
            ) : (
              registers.map((group) => (
                <Panel
                  key={group.register}
                  title={inWords(language, group.registerName, group.registerNameEn)}
                  count={<span className="count">{group.total}</span>}
                  testid={`found-${group.register}`}
                  end={
                    group.total > group.entries.length ? (
                      <Link to={`/registers/${encodeURIComponent(group.register)}?q=${encodeURIComponent(q)}`}>
                        {t('search.all', { n: group.total })}
                      </Link>
                    ) : undefined
                  }
                >
                  <ul className="list">
                    {group.entries.map((one) => (
                      <li key={one.code}>
                        <RefLink of={{ kind: group.register, id: one.code }}>{one.name}</RefLink>
                        <div className="small soft">
                          <span className="mono">{one.code}</span> · {one.district === '*' ? t('shell.wholeCity') : one.districtName} ·{' '}
                          <Link to={`/registers/${encodeURIComponent(group.register)}/${encodeURIComponent(one.code)}`}>
                            {t('search.entry')}
                          </Link>
                        </div>
                      </li>
                    ))}
                  </ul>
                </Panel>
              ))
            )
          }
        </WhenReady>
      )}
    </>
  );
}
