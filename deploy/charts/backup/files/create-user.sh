#!/usr/bin/env bash
# Creates the user who reads the schema, and no more, and sets its password to that of the Secret; safe to run again.
set -euo pipefail
source /scripts/client.sh

quoted() { local text=${1//\\/\\\\}; printf "'%s'" "${text//\'/\'\'}"; }

user="$(quoted "$BACKUP_USER")@'%'"
password=$(quoted "$(</run/secrets/backup/password)")
# In the name of a schema that is granted on, _ stands for any character.
schema="\`${MYSQL_DATABASE//_/\\_}\`"
sql <<SQL
CREATE USER IF NOT EXISTS $user IDENTIFIED BY $password;
ALTER USER $user IDENTIFIED BY $password;
GRANT SELECT, SHOW VIEW, TRIGGER ON $schema.* TO $user;
SQL
echo "$BACKUP_USER may read $MYSQL_DATABASE"
