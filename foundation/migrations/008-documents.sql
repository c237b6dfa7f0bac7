-- Documents made from a template (F15): what was said in them, under which law, and which bytes came of it. Never changed; made otherwise, it is another.
create table document (
  id bigint generated always as identity primary key,
  template text not null,
  template_version text not null,
  printer text not null,
  about_kind text not null,
  about_id text not null,
  number text not null,
  title text not null,
  day date not null,
  filling jsonb not null,
  filling_hash text not null,
  law_release text not null,
  docx text not null references stored_file,
  pdf text not null references stored_file,
  pages int not null,
  by_login text not null,
  by_name text not null,
  party text,
  district text not null,
  at timestamptz not null,
  unique (about_kind, about_id, template, template_version, printer, filling_hash)
);
call guard('document', 'scoped', 'insert');
create index document_pdf on document (pdf text_pattern_ops);

-- A number given out and not used after all. It is not given again; the run has no gap, it has a void.
create table number_void (
  number text primary key,
  series text not null,
  year int not null,
  position int not null,
  reason text not null,
  by_login text not null,
  by_name text not null,
  party text,
  district text not null,
  at timestamptz not null
);
call guard('number_void', 'scoped', 'insert');

-- A dossier ordered: bound in the background, shown with how far it is.
create table dossier (
  id bigint generated always as identity primary key,
  about_kind text not null,
  about_id text not null,
  number text not null,
  title text not null,
  state text not null default 'ordered' check (state in ('ordered', 'binding', 'done', 'failed')),
  progress int not null default 0,
  says text not null default '',
  items int,
  pages int,
  pdf text references stored_file,
  by_login text not null,
  by_name text not null,
  party text,
  district text not null,
  at timestamptz not null,
  done_at timestamptz
);
call guard('dossier', 'scoped', 'insert');
create index dossier_about on dossier (about_kind, about_id);
create index dossier_pdf on dossier (pdf text_pattern_ops);
