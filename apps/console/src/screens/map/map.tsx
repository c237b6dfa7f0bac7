/** The map of the city: which registers are drawn, what is looked for, and the day it is about, all in the address. */
import { useQuery } from '@tanstack/react-query';
import { Checkbox, Input } from 'antd';
import { Link } from 'react-router';
import { useAddress } from '../../address.ts';
import { PageHead, Panel, PrintButton } from '../../parts/page.tsx';
import { Nothing, WhenReady } from '../../parts/problem-notice.tsx';
import { Tag } from '../../parts/tags.tsx';
import { mapGround } from '../../queries.ts';
import { inWords, useTexts } from '../../texts/index.ts';
import { useLight } from '../../theme.ts';
import { SearchBox } from '../files.tsx';
import { LayerMark } from './marks.tsx';
import { OnMap } from './on-map.tsx';

export default function MapScreen() {
  const { t, language } = useTexts();
  const light = useLight();
  const { read, write } = useAddress();
  const asked = useQuery(mapGround);
  const narrow = { q: read('q') || undefined, day: read('day') || undefined };
  return (
    <>
      <PageHead title={t('map.title')} lead={t('map.lead')} actions={<PrintButton />} />
      <WhenReady asked={asked} whole>
        {({ layers }) => {
          if (!layers.length) return <Nothing title={t('map.noLayers')} />;
          const said = read('layers');
          // Without a word in the address: what is looked at first is where things are let out.
          const first = layers.find(({ register }) => register === 'outlet') ?? layers[0];
          const chosen = said === '' ? (first ? [first.register] : []) : said.split(',').filter((id) => id !== 'none');
          const choose = (ids: string[]) => write({ layers: ids.join(',') || 'none', chosen: null });
          const list = (register: string) => {
            const query = new URLSearchParams({
              ...(narrow.q ? { q: narrow.q } : {}),
              ...(narrow.day ? { day: narrow.day } : {}),
            }).toString();
            return `/registers/${encodeURIComponent(register)}${query ? `?${query}` : ''}`;
          };
          return (
            <>
              <search className="filters" aria-label={t('shell.filters')}>
                <SearchBox value={narrow.q ?? ''} says={t('registers.searchHint')} onSearch={(q) => write({ q })} />
                <span className="small">
                  {t('registers.asOf')}{' '}
                  <Input
                    aria-label={t('registers.asOf')}
                    type="date"
                    style={{ width: 150 }}
                    value={narrow.day ?? ''}
                    onChange={(e) => write({ day: e.target.value || null })}
                  />
                </span>
              </search>
              <Panel title={t('map.layers')} testid="map-layers">
                <ul className="layers">
                  {layers.map((layer, at) => (
                    <li key={layer.register}>
                      <Checkbox
                        checked={chosen.includes(layer.register)}
                        onChange={({ target }) =>
                          choose(target.checked ? [...chosen, layer.register] : chosen.filter((id) => id !== layer.register))
                        }
                        data-testid={`layer-${layer.register}`}
                      >
                        <LayerMark at={at} light={light} kind={layer.kind} /> {inWords(language, layer.name, layer.nameEn)}
                      </Checkbox>
                      {layer.schematic ? <Tag tone="note">{t('map.schematic')}</Tag> : null}
                      <Link className="small" to={list(layer.register)}>
                        {t('map.asList', { n: layer.entries })}
                      </Link>
                    </li>
                  ))}
                </ul>
              </Panel>
              <OnMap registers={layers.map(({ register }) => register).filter((id) => chosen.includes(id))} narrow={narrow} />
            </>
          );
        }}
      </WhenReady>
    </>
  );
}
