#!/usr/bin/env bash
# Writes the schema as it is at one moment into /backup, as a file named for that moment.
set -euo pipefail
source /scripts/client.sh

name=$(date --utc +%Y-%m-%dT%H%M%SZ).sql.gz
# What would ask for rights beyond the schema is left out: table spaces, masking policies, the ids of a binary log.
mysqldump "${options[@]}" --single-transaction --no-tablespaces --skip-masking-policies --set-gtid-purged=OFF \
  "$MYSQL_DATABASE" | gzip >"/backup/$name"

# The last line says that nothing is missing.
[[ $(gunzip --stdout "/backup/$name" | tail -n 1) == '-- Dump completed'* ]]
echo "$name: $(stat --format=%s "/backup/$name") bytes, $(gunzip --stdout "/backup/$name" | grep --count '^CREATE TABLE') tables"
