#!/usr/bin/env bash
# Writes the schema as it is at one moment into /backup, as a file named for that moment, which only the keys of
# /run/recipients open: nothing in plain is ever on a disk.
set -euo pipefail
source /scripts/client.sh

name=$(date --utc +%Y-%m-%dT%H%M%SZ).sql.gz.cms
# What would ask for rights beyond the schema is left out: table spaces, masking policies, the ids of a binary log.
mysqldump "${options[@]}" --single-transaction --no-tablespaces --skip-masking-policies --set-gtid-purged=OFF \
  "$MYSQL_DATABASE" | gzip |
  openssl cms -encrypt -binary -stream -aes-256-gcm -outform DER -out "/backup/$name" /run/recipients/*.crt
echo "$name: $(stat --format=%s "/backup/$name") bytes"
