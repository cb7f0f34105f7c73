#!/usr/bin/env bash
# Restores the newest backup into a MySQL of its own, and compares that with the one that serves: the same columns, the
# same rows, and no count that is higher than it is now.
set -euo pipefail
source /scripts/client.sh
source /scripts/open.sh
export LC_ALL=C

newest=$(find /backup -name '*.sql.gz.cms' -printf '%f\n' | sort | tail -n 1)
if [[ -z $newest ]]; then
  echo 'the bucket has no backup that is new enough' >&2
  exit 1
fi
open_backup "/backup/$newest" >/scratch/dump.sql

server=(mysqld --no-defaults --datadir=/scratch/data --secure-file-priv=NULL --log-error-verbosity=1)
"${server[@]}" --initialize-insecure
"${server[@]}" --socket=/scratch/mysql.sock --pid-file=/scratch/mysql.pid --skip-networking --mysqlx=OFF --disable-log-bin \
  --performance-schema=OFF --innodb-buffer-pool-size=64M &
pid=$!
trap 'kill "$pid"; wait "$pid" || true' EXIT

# Each runs a program of MySQL's: against the server here, and against the one that serves.
here() { env --unset=MYSQL_PWD "$1" --no-defaults --host=localhost --socket=/scratch/mysql.sock --user=root "${@:2}"; }
serving() { "$1" "${options[@]}" "${@:2}"; }

until here mysqladmin --silent ping 2>/dev/null; do
  kill -0 "$pid"
  sleep 1
done
here mysql --execute="CREATE DATABASE \`$MYSQL_DATABASE\`"
here mysql "$MYSQL_DATABASE" </scratch/dump.sql

query() { "$1" mysql --batch --skip-column-names --execute="$2" "$MYSQL_DATABASE"; }
# All that must be the same in both, a line each.
content() {
  query "$1" "SELECT '(column)', table_name, column_name, column_type, is_nullable, column_key, collation_name
    FROM information_schema.columns WHERE table_schema = DATABASE()"
  "$1" mysqldump --single-transaction --no-create-info --skip-comments --skip-extended-insert --no-tablespaces \
    --skip-masking-policies --set-gtid-purged=OFF --ignore-table="$MYSQL_DATABASE.counter_snapshot" "$MYSQL_DATABASE"
}
for side in here serving; do
  content "$side" | sort >"/scratch/content-$side"
  query "$side" 'SELECT HEX(name), count FROM counter_snapshot' >"/scratch/counts-$side"
done

{
  awk 'NR == FNR { now[$1] = $2; next } !($1 in now) || $2 > now[$1] { print "count of " $1 ": " $2 ", now " now[$1] }' \
    /scratch/counts-serving /scratch/counts-here
  comm -3 /scratch/content-here /scratch/content-serving
} >/scratch/differences
if [[ -s /scratch/differences ]]; then
  echo "$newest differs from what serves, whose lines are further to the right:" >&2
  head -n 20 /scratch/differences >&2
  exit 1
fi
echo "$newest restores: $(grep --count '^INSERT' /scratch/content-here) rows, $(wc -l </scratch/counts-here) counts"
