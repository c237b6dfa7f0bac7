import { QueryClientProvider, useQuery, useQueryClient } from '@tanstack/react-query';
import { App as Antd, ConfigProvider } from 'antd';
import en from 'antd/locale/en_US';
import zh from 'antd/locale/zh_CN';
import { useEffect, useRef } from 'react';
import { BrowserRouter, Navigate, Route, Routes, useLocation } from 'react-router';
import { api, carryToken, whenSessionIsLost } from './api.ts';
import type { Session } from './contract.ts';
import { drafts } from './draft.ts';
import { Loading, PageRefused } from './parts/problem-notice.tsx';
import { firstPage, type Place, places } from './places.ts';
import { queryClient, session, sessionKey } from './queries.ts';
import { PasswordFirst } from './screens/access/new-password.tsx';
import { ApplyScreen, FirstScreen, PhoneScreen, SetPasswordScreen } from './screens/access/strangers.tsx';
import { LoginScreen } from './screens/login.tsx';
import { MissingScreen, NotAllowedScreen } from './screens/missing.tsx';
import { SignedIn, usePerson } from './session.tsx';
import { Safe, Shell } from './shell.tsx';
import { useTexts } from './texts/index.ts';
import { themeFor, useLight } from './theme.ts';

/**
 * A list that opens belongs to the window its field is in. The library hangs it on the page, which scrolls beneath an open window: the list went with the
 * page, away from its field, and was set back between the pressing and the letting go of the mouse. The press met nothing, and the choice was lost.
 */
const besideItsField = (field?: HTMLElement): HTMLElement =>
  field?.closest<HTMLElement>('.ant-modal-wrap, .ant-drawer-body') ?? document.body;

export function Console() {
  const { language } = useTexts();
  const light = useLight();
  return (
    <ConfigProvider
      theme={themeFor(light)}
      locale={language === 'zh' ? zh : en}
      button={{ autoInsertSpace: false }}
      getPopupContainer={besideItsField}
    >
      <Antd>
        <QueryClientProvider client={queryClient}>
          <BrowserRouter>
            <Safe>
              <Routes>
                <Route path="/login" element={<LoginScreen />} />
                <Route path="/first" element={<FirstScreen />} />
                <Route path="/set-password" element={<SetPasswordScreen />} />
                <Route path="/apply" element={<ApplyScreen />} />
                <Route path="/phone" element={<PhoneScreen />} />
                <Route element={<Entrance />}>
                  {places.map((place) => (
                    <Route
                      key={place.id}
                      {...(place.path === '' ? { index: true } : { path: place.path })}
                      element={<Only place={place} />}
                    />
                  ))}
                  <Route path="*" element={<MissingScreen />} />
                </Route>
              </Routes>
            </Safe>
          </BrowserRouter>
        </QueryClientProvider>
      </Antd>
    </ConfigProvider>
  );
}

function Only({ place: { path, roles, screen: Screen } }: { place: Place }) {
  const { role } = usePerson();
  if (roles.includes(role)) return <Screen />;
  return path === '' ? <Navigate to={firstPage(role)} replace /> : <NotAllowedScreen />;
}

/** No page without a session; a lost one leads to the sign-in and back to the same address. */
function Entrance() {
  const queries = useQueryClient();
  const { pathname, search } = useLocation();
  const asked = useQuery(session);
  const why = useRef<'needed' | 'expired' | 'out'>('needed');
  useEffect(() => {
    whenSessionIsLost(() => {
      // Several questions may be refused at once; the first one tells the story.
      if (queries.getQueryData(sessionKey) === null) return;
      why.current = 'expired';
      queries.setQueryData<Session | null>(sessionKey, null);
    });
    return () => whenSessionIsLost(() => {});
  }, [queries]);

  if (asked.data) {
    carryToken(asked.data.csrf);
    const signOut = async () => {
      // Whatever the server says, this browser forgets.
      const left = await api.remove<{ leave: string | null }>('/session', { quiet: true }).catch(() => null);
      drafts.dropAll();
      why.current = 'out';
      queries.setQueryData<Session | null>(sessionKey, null);
      // The provider keeps a session of its own; where that is to end too, it says where.
      if (left?.leave) location.assign(left.leave);
    };
    return (
      <SignedIn value={asked.data}>
        {asked.data.mustChange ? <PasswordFirst onSignOut={() => void signOut()} /> : <Shell onSignOut={() => void signOut()} />}
      </SignedIn>
    );
  }
  if (asked.data === null) {
    const to = pathname + search;
    const query = new URLSearchParams({
      ...(why.current === 'needed' && to === '/' ? {} : { why: why.current }),
      ...(why.current === 'out' || to === '/' ? {} : { to }),
    }).toString();
    return <Navigate to={query ? `/login?${query}` : '/login'} replace />;
  }
  return (
    <main className="page">{asked.error ? <PageRefused error={asked.error} onRetry={() => void asked.refetch()} /> : <Loading />}</main>
  );
}
