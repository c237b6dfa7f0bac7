/** The frame of a page: its title, what can be done with it as a whole, and panels. */
import { Button } from 'antd';
import { type ReactNode, useId } from 'react';
import { Link } from 'react-router';
import { address, type Query } from '../api.ts';
import { useTexts } from '../texts/index.ts';
import { Icon } from './icons.tsx';

export function PageHead({
  title,
  lead,
  back,
  actions,
}: {
  title: ReactNode;
  lead?: ReactNode;
  back?: { to: string; says: string };
  actions?: ReactNode;
}) {
  return (
    <div className="page-head">
      <div className="titles">
        {back ? (
          <Link to={back.to} className="back">
            <Icon of="back" />
            {back.says}
          </Link>
        ) : null}
        <h1>{title}</h1>
        {lead ? <div className="lead">{lead}</div> : null}
      </div>
      {actions ? <div className="actions">{actions}</div> : null}
    </div>
  );
}

export function Panel({
  title,
  count,
  note,
  end,
  flush = false,
  testid,
  first = false,
  children,
}: {
  title?: ReactNode;
  count?: ReactNode;
  note?: ReactNode;
  end?: ReactNode;
  flush?: boolean;
  testid?: string;
  /** On a phone, before everything else of the page. */
  first?: boolean;
  children: ReactNode;
}) {
  const id = useId();
  return (
    <section className={`panel ${first ? 'first' : ''}`} aria-labelledby={title ? id : undefined} data-testid={testid}>
      {title ? (
        <header>
          <h2 id={id}>{title}</h2>
          {count}
          {note ? <span className="note">{note}</span> : null}
          {end ? <span className="end">{end}</span> : null}
        </header>
      ) : null}
      <div className={flush ? 'flush' : 'body'}>{children}</div>
    </section>
  );
}

export function PrintButton() {
  const { t } = useTexts();
  return (
    <Button className="print-button" icon={<Icon of="print" />} onClick={() => window.print()}>
      {t('shell.print')}
    </Button>
  );
}

/** What the table shows, as the server writes it: Row numbers, units and scope are in the sheet. */
export function ExportButton({ path, query, small = false }: { path: string; query?: Query; small?: boolean }) {
  const { t } = useTexts();
  return (
    <Button
      href={address(path, { ...query, format: 'csv' })}
      download
      icon={<Icon of="export" />}
      size={small ? 'small' : 'middle'}
      data-testid="export"
    >
      {t('shell.export')}
    </Button>
  );
}

export function Facts({ of }: { of: { name: string; value: ReactNode; wide?: boolean }[] }) {
  return (
    <dl className="facts">
      {of.map(({ name, value, wide }) => (
        <div key={name} className={wide ? 'wide' : undefined}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
