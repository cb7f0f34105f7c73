#!/usr/bin/env bash
# Creates the user that migrates, with what it needs and no more. The MySQL image runs it once, on an empty data folder
# (/docker-entrypoint-initdb.d). Reads MYSQL_ROOT_PASSWORD, MYSQL_DATABASE, MIGRATION_USER and MIGRATION_PASSWORD.
set -euo pipefail

quoted() { local text=${1//\\/\\\\}; printf "'%s'" "${text//\'/\'\'}"; }

user="$(quoted "$MIGRATION_USER")@'%'"
# In the name of a schema that is granted on, _ stands for any character.
schema="\`${MYSQL_DATABASE//_/\\_}\`"

MYSQL_PWD=$MYSQL_ROOT_PASSWORD mysql --protocol=socket --user=root <<SQL
CREATE USER IF NOT EXISTS $user IDENTIFIED BY $(quoted "$MIGRATION_PASSWORD");
GRANT ALL ON $schema.* TO $user WITH GRANT OPTION;
GRANT CREATE USER, APPLICATION_PASSWORD_ADMIN ON *.* TO $user;
GRANT SELECT ON mysql.* TO $user;
SQL
