#!/usr/bin/env bash
# Creates the user that migrates, with what it needs and no more; safe to run again. The MySQL image runs it on an empty
# data folder (/docker-entrypoint-initdb.d). Reads MYSQL_ROOT_PASSWORD, MYSQL_DATABASE, MIGRATION_USER and either
# MIGRATION_PASSWORD or the file that MIGRATION_PASSWORD_FILE names.
set -euo pipefail

quoted() { local text=${1//\\/\\\\}; printf "'%s'" "${text//\'/\'\'}"; }

user="$(quoted "$MIGRATION_USER")@'%'"
password=${MIGRATION_PASSWORD:-$(<"$MIGRATION_PASSWORD_FILE")}
# In the name of a schema that is granted on, _ stands for any character.
schema="\`${MYSQL_DATABASE//_/\\_}\`"

MYSQL_PWD=$MYSQL_ROOT_PASSWORD mysql --user=root <<SQL
CREATE USER IF NOT EXISTS $user IDENTIFIED BY $(quoted "$password");
GRANT ALL ON $schema.* TO $user WITH GRANT OPTION;
GRANT CREATE USER, APPLICATION_PASSWORD_ADMIN ON *.* TO $user;
GRANT SELECT ON mysql.* TO $user;
GRANT SELECT ON performance_schema.session_connect_attrs TO $user;
SQL
