/** The registers this person may see, duty by duty. */
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import type { RegisterSummary } from '../../contract.ts';
import { PageHead, Panel, PrintButton } from '../../parts/page.tsx';
import { Nothing, WhenReady } from '../../parts/problem-notice.tsx';
import { Sheet } from '../../parts/sheet.tsx';
import { Tag } from '../../parts/tags.tsx';
import { registers } from '../../queries.ts';
import { usePerson } from '../../session.tsx';
import { inWords, useTexts } from '../../texts/index.ts';

export default function RegistersScreen() {
  const { t, language } = useTexts();
  const person = usePerson();
  const asked = useQuery(registers);
  return (
    <>
      <PageHead title={t('registers.title')} lead={t('registers.lead')} actions={<PrintButton />} />
      <WhenReady asked={asked} whole>
        {({ items }) => (
          <Panel flush testid="registers">
            <Sheet<RegisterSummary>
              rows={items}
              rowKey={(one) => one.id}
              minWidth={720}
              empty={<Nothing title={t('registers.none')} />}
              marks={(one) => ({ 'data-testid': 'register-row', 'data-register': one.id })}
              columns={[
                {
                  key: 'name',
                  title: t('registers.register'),
                  render: (one) => <Link to={`/registers/${encodeURIComponent(one.id)}`}>{inWords(language, one.name, one.nameEn)}</Link>,
                },
                {
                  key: 'programme',
                  title: t('registers.programme'),
                  render: (one) => (
                    <Link to={`/duties/${encodeURIComponent(one.programme.id)}`}>
                      {inWords(language, one.programme.name, one.programme.nameEn)}
                    </Link>
                  ),
                },
                {
                  key: 'entries',
                  title: t('registers.entries'),
                  width: 120,
                  right: true,
                  render: (one) => <span className="num">{one.entries}</span>,
                },
                {
                  key: 'mine',
                  title: t('registers.mayWrite'),
                  width: 260,
                  render: (one) =>
                    one.mayWrite ? (
                      <Tag tone="good" icon="check">
                        {t('registers.yes')}
                      </Tag>
                    ) : (
                      <span className="small soft">{inWords(language, one.why, one.whyEn)}</span>
                    ),
                },
              ]}
            />
          </Panel>
        )}
      </WhenReady>
      {person.role === 'firm' ? null : (
        // Bodies, posts and areas are kept by the day in a place of their own; here is only the way to it.
        <p className="small" data-testid="registers-directory">
          {t('registers.bodiesElsewhere')} <Link to="/directory">{t('directory.door')}</Link> ·{' '}
          <Link to="/powers">{t('directory.powersDoor')}</Link>
        </p>
      )}
    </>
  );
}
