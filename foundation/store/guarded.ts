/**
 * What row security does not cover (design §9). Reads the catalogue of a migrated database; changes nothing.
 *
 * @example expect(await listUnguarded(client, ['ledger_open', 'ledger_write'])).toEqual([]);
 */
export interface Asks {
  query(text: string, values?: unknown[]): Promise<{ rows: Record<string, unknown>[] }>;
}

export interface Unguarded {
  name: string;
  /** What is wrong with it, as a sentence. */
  says: string;
}

/** The foundation's own, read and answered for in foundation/retention: nothing goes but through them. */
const OWN_DEFINERS = ['retention_purge', 'retention_purge_chain'];

/**
 * Everything in schema xiushui that a request could see around its scope. `definers` names the security definer functions somebody has read and
 * answers for; each must still pin its search path.
 */
export async function listUnguarded(client: Asks, definers: readonly string[] = []): Promise<Unguarded[]> {
  const { rows } = await client.query(
    `with thing as (
       select c.oid, c.relname as name, c.relkind as kind, c.relrowsecurity as secured, coalesce(c.reloptions, '{}') as options,
              substring(obj_description(c.oid, 'pg_class') from '^guard: (.*)$') as sort
         from pg_class c where c.relnamespace = 'xiushui'::regnamespace
     ),
     grown as (select oid, has_table_privilege('xiushui_app', oid, 'select, insert, update, delete, truncate') or
                           has_any_column_privilege('xiushui_app', oid, 'select, insert, update') as reached from thing where kind in ('r', 'p', 'f', 'v', 'm'))
     select name, 'a table without row security' as says from thing where kind in ('r', 'p') and not secured
     union all
     select name, 'a table without a comment "guard: scoped", "guard: shared", "guard: own" or "guard: internal"' from thing
      where kind in ('r', 'p') and coalesce(sort, '') not in ('scoped', 'shared', 'own', 'internal')
     union all
     select name, 'an internal table that requests have a right on' from thing join grown using (oid) where kind in ('r', 'p') and sort = 'internal' and reached
     union all
     select name, 'a scoped table without the columns district and party' from thing
      where sort = 'scoped' and (select count(*) from pg_attribute a where a.attrelid = thing.oid and a.attname in ('district', 'party') and not a.attisdropped) < 2
     union all
     select name, 'a table of one''s own without the column login' from thing
      where sort = 'own' and not exists (select 1 from pg_attribute a where a.attrelid = thing.oid and a.attname = 'login' and not a.attisdropped)
     union all
     select name, 'a table that requests have a right to delete from' from thing
      where kind in ('r', 'p') and has_table_privilege('xiushui_app', oid, 'delete, truncate')
     union all
     select t.name, 'a policy for requests that asks neither in_scope nor has_scope nor is_own: ' || p.polname from thing t join pg_policy p on p.polrelid = t.oid
      where ('xiushui_app'::regrole = any (p.polroles) or 0::oid = any (p.polroles))
        and coalesce(pg_get_expr(p.polqual, p.polrelid), '') || coalesce(pg_get_expr(p.polwithcheck, p.polrelid), '') !~ '(in_scope|has_scope|is_own)'
     union all
     select name, 'a view that does not look with the eyes of whoever asks (security_invoker)' from thing
      where kind = 'v' and not options && array['security_invoker=true', 'security_invoker=on', 'security_invoker=1']
     union all
     select name, 'a materialized or foreign table, on which there is no row security' from thing join grown using (oid) where kind in ('m', 'f') and reached
     union all
     select p.proname, 'a security definer function nobody answers for' from pg_proc p
      where p.pronamespace = 'xiushui'::regnamespace and p.prosecdef and p.proname <> all ($1)
     union all
     select p.proname, 'a security definer function whose search path is not pinned' from pg_proc p
      where p.pronamespace = 'xiushui'::regnamespace and p.prosecdef and not exists (select 1 from unnest(p.proconfig) as c where c like 'search_path=%')
     union all
     select p.proname, 'a security definer function that everyone may call' from pg_proc p
      where p.pronamespace = 'xiushui'::regnamespace and p.prosecdef
        and exists (select 1 from aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) as a where a.grantee = 0)
     union all
     select c.relname, 'something everyone has a right on' from pg_class c
      where c.relnamespace = 'xiushui'::regnamespace and exists (select 1 from aclexplode(c.relacl) as a where a.grantee = 0)
     union all
     select c.relname, 'a column everyone has a right on: ' || a.attname from pg_class c join pg_attribute a on a.attrelid = c.oid
      where c.relnamespace = 'xiushui'::regnamespace and exists (select 1 from aclexplode(a.attacl) as r where r.grantee = 0)
     union all
     select n.nspname, 'a schema in which requests may look or make things' from pg_namespace n
      where (n.nspname !~ '^(pg_|information_schema$|xiushui$|public$)' and has_schema_privilege('xiushui_app', n.oid, 'usage'))
         or (n.nspname !~ '^pg_' and has_schema_privilege('xiushui_app', n.oid, 'create'))
     union all
     select r.rolname, 'a role that row security does not bind' from pg_roles r
      where r.rolname in ('xiushui_app', 'xiushui_system') and (r.rolsuper or r.rolbypassrls or pg_has_role(r.rolname, 'xiushui_owner', 'member'))
     order by 1, 2`,
    [[...OWN_DEFINERS, ...definers]],
  );
  return rows as unknown as Unguarded[];
}

export interface Guarded {
  name: string;
  what: 'table' | 'view';
  /** scoped, shared, own or internal; of a view, that it looks with the eyes of whoever asks. */
  guard: string;
}

/** Every table and view of schema xiushui, with the guard it stands under. */
export async function listGuarded(client: Asks): Promise<Guarded[]> {
  const { rows } = await client.query(
    `select c.relname as name, case when c.relkind in ('v', 'm') then 'view' else 'table' end as what,
            case when c.relkind in ('v', 'm') then case when c.reloptions && array['security_invoker=true', 'security_invoker=on', 'security_invoker=1'] then 'asker' else '' end
                 else coalesce(substring(obj_description(c.oid, 'pg_class') from '^guard: (.*)$'), '') end as guard
       from pg_class c where c.relnamespace = 'xiushui'::regnamespace and c.relkind in ('r', 'p', 'f', 'v', 'm') order by 1`,
  );
  return rows as unknown as Guarded[];
}
