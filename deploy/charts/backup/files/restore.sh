#!/usr/bin/env bash
# Makes the schema what it was in the backup: tables that came later go. With OVERWRITE=yes alone if it has any.
set -euo pipefail
source /scripts/client.sh
source /scripts/open.sh

if [[ ! -f /backup/$BACKUP ]]; then
  echo "There is no backup $BACKUP; those that are there are listed with it" >&2
  exit 1
fi
tables=$(sql "$MYSQL_DATABASE" --execute='SHOW TABLES')
if [[ -n $tables && ${OVERWRITE:-} != yes ]]; then
  echo "$MYSQL_DATABASE has tables: ${tables//$'\n'/, }. Nothing was changed; OVERWRITE=yes replaces them" >&2
  exit 1
fi

open_backup "/backup/$BACKUP" >/tmp/dump.sql
{
  [[ -z $tables ]] || printf 'SET FOREIGN_KEY_CHECKS = 0;\nDROP TABLE %s;\n' "$(sed 's/.*/`&`/' <<<"$tables" | paste -sd, -)"
  cat /tmp/dump.sql
} | sql "$MYSQL_DATABASE"
echo "restored $BACKUP"
