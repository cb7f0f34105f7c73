#!/bin/sh
# Starts Redis. Behind Sentinel it doesn't trust what it was before it ended: another may have become master meanwhile.
. /scripts/lib.sh

self=$HOSTNAME.$HEADLESS_SERVICE

# Sets `master`, once it is certain.
find_master() {
  if ! ask_sentinels; then
    say 'waiting for a majority of the Sentinels'
  elif [ "$master" != "$self" ] || [ -e /data/appendonlydir ] || [ "$fresh" ]; then
    return 0
  else
    # As master it would make the others as empty as itself.
    say 'waiting for the Sentinels to choose another master: the volume is empty, but the others have data'
  fi
  return 1
}

# A replica must not be chosen before it has all data: probe-ready.sh raises its priority then.
replication() {
  cat /etc/redis/replication.conf
  # The previous password, since all know it, also those that have not heard of the present one.
  echo "masterauth $(quoted "$(secret admin/previous)")"
  echo "replica-announce-ip $self"
  [ "$master" = "$self" ] || printf 'replicaof %s 6379\nreplica-priority 0\n' "$master"
  # A replica that doesn't keep up is cut off before it costs the master its memory.
  echo "client-output-buffer-limit replica $((MEMORY_LIMIT / 4)) $((MEMORY_LIMIT / 8)) 60"
}

write_acl redis-users.acl
if [ -n "${SENTINEL_QUORUM:-}" ]; then
  until find_master; do sleep 1; done
  say "the master is $master"
fi
{
  cat /etc/redis/redis.conf
  # The other half is for buffers, and for pages that change while the append-only file is rewritten.
  echo "maxmemory $((MEMORY_LIMIT / 2))"
  [ -z "${SENTINEL_QUORUM:-}" ] || replication
} >/run/redis/redis.conf
exec redis-server /run/redis/redis.conf
