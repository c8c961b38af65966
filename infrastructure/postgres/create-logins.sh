#!/bin/bash
# Runs once, when the database is made; may be run again. The owner of the tables migrates; the processes log in as a
# member of getpro_app, which cannot rewrite what happened; reports and backups as a member of getpro_readonly.
set -euo pipefail

secret() { cat "${SECRETS:-/run/secrets}/$1"; }

psql --no-psqlrc --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" \
  --set database="$POSTGRES_DB" \
  --set owner_password="$(secret postgres_owner_password)" \
  --set app_password="$(secret postgres_app_password)" \
  --set reader_password="$(secret postgres_reader_password)" <<'SQL'
select format('create role %I nologin', name) from unnest(array['getpro_app', 'getpro_readonly']) name
  where not exists (select from pg_roles where rolname = name) \gexec
select format('create role %I login', name) from unnest(array['getpro_owner', 'getpro', 'getpro_reader']) name
  where not exists (select from pg_roles where rolname = name) \gexec
alter role getpro_owner password :'owner_password';
alter role getpro password :'app_password';
alter role getpro_reader password :'reader_password';
grant getpro_app to getpro;
grant getpro_readonly to getpro_reader;
alter database :"database" owner to getpro_owner;
revoke connect, temporary on database :"database" from public;
grant connect on database :"database" to getpro_app, getpro_readonly;
SQL
