/** What surrounds every page: the doors this person may open, who they are, and whether the page keeps itself fresh. */
import { Button, Drawer, Dropdown, Watermark } from 'antd';
import { Component, type ReactNode, Suspense, useEffect, useState } from 'react';
import { Link, NavLink, Outlet, useLocation } from 'react-router';
import mark from '/mark.svg';
import { follow } from './live.ts';
import { Drawers } from './parts/drawers.tsx';
import { Icon } from './parts/icons.tsx';
import { LiveSign } from './parts/live-sign.tsx';
import { Loading, Nothing } from './parts/problem-notice.tsx';
import { Switches } from './parts/switches.tsx';
import { type Group, mayOpen, places } from './places.ts';
import { queryClient } from './queries.ts';
import { Bell } from './screens/messages/bell.tsx';
import { FindBox } from './screens/search/find-box.tsx';
import { usePerson } from './session.tsx';
import { useTexts } from './texts/index.ts';
import { useLight } from './theme.ts';
import { dayOf } from './time.ts';

const groups: Group[] = ['work', 'house'];

function DoorsOf({ group, onGo }: { group: Group; onGo: (() => void) | undefined }) {
  const { t } = useTexts();
  const { role } = usePerson();
  const mine = places.filter((place) => place.door?.group === group && place.roles.includes(role));
  if (mine.length === 0) return null;
  return (
    <ul>
      {group === 'work' ? null : <li className="group">{t(`places.group.${group}`)}</li>}
      {mine.map(({ id, path, door }) => (
        <li key={id}>
          <NavLink to={`/${path}`} end={path === ''} className="item" data-testid={`door-${id}`} {...(onGo ? { onClick: onGo } : {})}>
            <Icon of={door?.icon ?? 'nothing'} />
            {t((role === 'firm' ? door?.firm : undefined) ?? door?.says ?? 'places.unnamed')}
          </NavLink>
        </li>
      ))}
    </ul>
  );
}

function Doors({ onGo }: { onGo?: () => void }) {
  const { t } = useTexts();
  return (
    <>
      <Link to="/" className="brand" {...(onGo ? { onClick: onGo } : {})}>
        <img src={mark} alt="" />
        {t('app.name')}
      </Link>
      {groups.map((group) => (
        <DoorsOf key={group} group={group} onGo={onGo} />
      ))}
      <div className="foot">{t('shell.nonClassified')}</div>
    </>
  );
}

function Who({ onSignOut }: { onSignOut: () => void }) {
  const { t } = useTexts();
  const person = usePerson();
  const scope = person.role === 'firm' ? null : person.scope.includes('*') ? t('shell.wholeCity') : null;
  return (
    <Dropdown
      trigger={['click']}
      menu={{
        items: [
          {
            key: 'who',
            disabled: true,
            label: (
              <span style={{ color: 'var(--ink-2)' }}>
                {[person.body, person.roleName].join(' · ')}
                <br />
                {t('shell.account')} {person.login}
                {scope ? ` · ${t('shell.scope', { scope })}` : ''}
              </span>
            ),
          },
          { type: 'divider' },
          { key: 'out', icon: <Icon of="out" />, label: <span data-testid="sign-out">{t('shell.signOut')}</span>, onClick: onSignOut },
        ],
      }}
    >
      <Button type="text" style={{ height: 'auto', padding: '3px 8px' }} data-testid="who">
        <span className="who">
          <span style={{ display: 'flex', gap: 6, alignItems: 'center', justifyContent: 'flex-end' }}>
            <Icon of="person" />
            <b>{person.name}</b>
          </span>
          <span className="small">{[person.body, person.roleName].join(' · ')}</span>
        </span>
      </Button>
    </Dropdown>
  );
}

export function Shell({ onSignOut }: { onSignOut: () => void }) {
  const { t } = useTexts();
  const person = usePerson();
  const light = useLight();
  const { pathname } = useLocation();
  const [menu, showMenu] = useState(false);
  useEffect(() => follow(queryClient), []);
  return (
    <Watermark
      content={[person.name, t('shell.watermarkDate', { login: person.login, day: dayOf(Date.now()) })]}
      font={{ color: light === 'dark' ? 'rgba(255,255,255,0.055)' : 'rgba(10,40,40,0.055)', fontSize: 14 }}
      gap={[140, 120]}
      zIndex={7}
      // The library hides what overflows, which would stop the header and the menu from staying in view.
      style={{ overflow: 'visible' }}
    >
      <a href="#content" className="skip">
        {t('shell.skip')}
      </a>
      <div className="shell">
        <nav className="nav" aria-label={t('shell.mainMenu')}>
          <Doors />
        </nav>
        <div className="main">
          <header className="bar">
            <Button className="burger" type="text" icon={<Icon of="menu" />} aria-label={t('shell.menu')} onClick={() => showMenu(true)} />
            <LiveSign />
            <span className="grow" />
            {mayOpen(person.role, 'search') ? <FindBox /> : null}
            <Bell />
            <Switches />
            <Who onSignOut={onSignOut} />
          </header>
          <main className="page" id="content" tabIndex={-1}>
            <Safe key={pathname}>
              <Suspense fallback={<Loading />}>
                <Outlet />
              </Suspense>
            </Safe>
          </main>
        </div>
      </div>
      <Drawer
        open={menu}
        onClose={() => showMenu(false)}
        placement="left"
        size={240}
        title={t('shell.menu')}
        styles={{ body: { padding: 0 } }}
      >
        <nav className="nav" style={{ position: 'static', height: '100%' }} aria-label={t('shell.mainMenu')}>
          <Doors onGo={() => showMenu(false)} />
        </nav>
      </Drawer>
      <Safe key={`over:${pathname}`}>
        <Drawers />
      </Safe>
    </Watermark>
  );
}

/** A page that breaks breaks alone; the menu stays and says what to do. */
export class Safe extends Component<{ children: ReactNode }, { broken: boolean }> {
  override state = { broken: false };
  static getDerivedStateFromError() {
    return { broken: true };
  }
  override render() {
    return this.state.broken ? <Broken /> : this.props.children;
  }
}

function Broken() {
  const { t } = useTexts();
  return (
    <div className="panel" role="alert" data-testid="page-broken">
      <Nothing title={t('problem.broken')} when={t('problem.brokenDo')} icon="triangle">
        <Button type="primary" style={{ marginTop: 12 }} onClick={() => location.reload()}>
          {t('shell.reload')}
        </Button>
      </Nothing>
    </div>
  );
}
