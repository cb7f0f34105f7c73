#!/bin/sh
# Starts Redis. Behind Sentinel it doesn't trust what it was before it ended: another may have become master meanwhile.
. "$(dirname "$0")/lib.sh"

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

# And none has a master any more: this pod's predecessor may have been deleted, but not be dead.
all_others_are_candidates() { [ $(($(candidates err) + 1)) -eq "$(echo "$NODES" | wc -w)" ]; }

# The others would look for a master in a new pod at its former address, for as long as DNS and Sentinel remember it.
# One of them goes on at once, if all are there: one that isn't could be the only one to have the last writes.
give_way() {
  within 3 all_others_are_candidates || return 0
  say 'a replica takes over, since this pod has a new address'
  ask 127.0.0.1 26379 SENTINEL FAILOVER mymaster
  within 10 handed_over || true
}

# A replica must not be chosen before it has all data: probe-ready.sh raises its priority then.
replication() {
  cat /etc/redis/replication.conf
  echo "masterauth $(quoted "$(peer_password)")"
  echo "replica-announce-ip $self"
  [ "$master" = "$self" ] || printf 'replicaof %s 6379\nreplica-priority 0\n' "$master"
  # A replica that doesn't keep up is cut off before it costs the master its memory.
  echo "client-output-buffer-limit replica $((MEMORY_LIMIT / 4)) $((MEMORY_LIMIT / 8)) 60"
}

# Probes and the hand-over are those of this start: in /scripts an upgrade changes them before it replaces the pod.
cp -f /scripts/*.sh /run/redis

# Where a pod was deleted by force, its Redis may still run beside this one, on the same files.
exec 9>/data/redis.lock
flock 9

write_acl redis-users.acl
if [ -n "${SENTINEL_QUORUM:-}" ]; then
  until find_master; do sleep 1; done
  # Not where only Redis was restarted.
  if [ "$master" = "$self" ] && [ ! "$fresh" ] && [ ! -e /run/redis/redis.conf ]; then
    give_way
    until find_master; do sleep 1; done
  fi
  say "the master is $master"
fi
{
  cat /etc/redis/redis.conf
  # The other half is for buffers, and for pages that change while the append-only file is rewritten.
  echo "maxmemory $((MEMORY_LIMIT / 2))"
  [ -z "${SENTINEL_QUORUM:-}" ] || replication
} >/run/redis/redis.conf
exec redis-server /run/redis/redis.conf
