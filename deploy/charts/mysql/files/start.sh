#!/usr/bin/env bash
# Starts MySQL with a buffer pool of what the container's memory limit leaves, through the image's entrypoint.
set -euo pipefail

data=/var/lib/mysql
# There while the entrypoint sets up an empty folder. If that was cut short, the entrypoint would take the rest for
# complete: without passwords or users. Nobody could connect before it was done, so that nothing is lost.
unfinished=$data/.unfinished
if [[ -e $unfinished ]]; then
  echo 'The first start was cut short: starting anew.'
  find "$data" -mindepth 1 ! -path "$unfinished" -delete
elif [[ -z $(ls -A "$data") ]]; then
  touch "$unfinished"
fi

# What MySQL takes besides, half of it for the performance schema, and the last quarter for connections.
other_mib=512
pool_mib=$(((MEMORY_LIMIT_MIB - other_mib) * 3 / 4))
((pool_mib >= 64)) || pool_mib=64
exec docker-entrypoint.sh mysqld --innodb-buffer-pool-size="${pool_mib}M"
