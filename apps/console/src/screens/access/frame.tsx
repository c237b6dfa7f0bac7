/** The frame of every page before one is signed in: the name of the house on one side, a form on the other. */
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { Switches } from '../../parts/switches.tsx';
import { useTexts } from '../../texts/index.ts';

export function DoorFrame({ title, children, back = true }: { title: string; children: ReactNode; back?: boolean }) {
  const { t } = useTexts();
  return (
    <main className="door">
      <div className="side">
        <h1>{t('app.name')}</h1>
        <p style={{ fontSize: 17 }}>{t('login.sub')}</p>
        <svg className="waves" viewBox="0 0 800 300" preserveAspectRatio="none" aria-hidden="true">
          <title>{t('app.name')}</title>
          <path d="M0 150c130-60 270-60 400 0s270 60 400 0v150H0z" fill="rgba(255,255,255,0.07)" />
          <path d="M0 190c130-50 270-50 400 0s270 50 400 0v110H0z" fill="rgba(255,255,255,0.07)" />
          <path d="M0 235c130-40 270-40 400 0s270 40 400 0v65H0z" fill="rgba(255,255,255,0.08)" />
        </svg>
      </div>
      <div className="form">
        <div>
          <div style={{ display: 'flex', justifyContent: 'space-between', alignItems: 'center' }}>
            <h2>{title}</h2>
            <Switches />
          </div>
          {children}
          {back ? <Link to="/login">{t('access.door.back')}</Link> : null}
        </div>
      </div>
    </main>
  );
}
