#!/bin/bash
# Runs once, when the database is made. The owner of the tables migrates; the processes log in as a member of
# getpro_app, which cannot rewrite what happened; reports and backups as a member of getpro_readonly.
set -euo pipefail

secret() { cat "/run/secrets/$1"; }

psql --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres \
  --set database="$POSTGRES_DB" \
  --set owner_password="$(secret postgres_owner_password)" \
  --set app_password="$(secret postgres_app_password)" \
  --set reader_password="$(secret postgres_reader_password)" <<'SQL'
create role getpro_app nologin;
create role getpro_readonly nologin;
create role getpro_owner login password :'owner_password';
create role getpro login password :'app_password' in role getpro_app;
create role getpro_reader login password :'reader_password' in role getpro_readonly;
alter database :"database" owner to getpro_owner;
revoke connect, temporary on database :"database" from public;
grant connect on database :"database" to getpro_app, getpro_readonly;
SQL
