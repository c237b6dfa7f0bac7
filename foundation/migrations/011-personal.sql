-- Words about a person that must be able to disappear. Each subject has a key of its own, wrapped under a master key that is not in the database;
-- erasing destroys the key. Keys and look-ups lie apart from the words: a backup carries them in a file of their own, which can be destroyed alone.
create table personal_key (
  subject_kind text not null,
  subject_id text not null,
  -- Null once erased.
  wrapped text,
  master text,
  party text,
  district text not null,
  made_at timestamptz not null,
  erased_at timestamptz,
  primary key (subject_kind, subject_id),
  check ((wrapped is null) = (erased_at is not null)),
  check ((wrapped is null) = (master is null))
);
call guard('personal_key', 'scoped', 'insert');

-- Keyed hashes to find a subject by a telephone number or a name. Whoever has the master key could try every number against them: erased with the key.
create table personal_lookup (
  field text not null,
  hash text not null,
  subject_kind text not null,
  subject_id text not null,
  party text,
  district text not null,
  erased_at timestamptz,
  primary key (subject_kind, subject_id, field),
  check ((hash = '') = (erased_at is not null))
);
call guard('personal_lookup', 'scoped', 'insert, update');
create index personal_lookup_hash on personal_lookup (field, hash) where erased_at is null;

create table personal_field (
  subject_kind text not null,
  subject_id text not null,
  field text not null,
  version int not null,
  -- Salt and words, enciphered together under the subject's key.
  cipher text not null,
  -- The salted hash that a sealed text has in place of the words.
  sealed text not null,
  party text,
  district text not null,
  kept_at timestamptz not null,
  primary key (subject_kind, subject_id, field, version)
);
call guard('personal_field', 'scoped', 'insert');
