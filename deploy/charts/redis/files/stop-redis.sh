#!/bin/sh
# Before a master is stopped another takes over, which has every write: SENTINEL FAILOVER by itself would lose those that
# the chosen replica doesn't have yet.
. "$(dirname "$0")/lib.sh"

# Until the grace period is nearly over.
deadline=$(($(date +%s) + FAILOVER_SECONDS))

is_master() { ask 127.0.0.1 6379 ROLE | head -n 1 | grep -qx master; }

# Whether as many replicas have all that the master has.
caught_up() {
  ask 127.0.0.1 6379 INFO replication | tr -d '\r' | awk -v wanted="$1" '
    /^slave[0-9]+:.*state=online/ { match($0, /offset=[0-9]+/); at[$0] = substr($0, RSTART + 7, RLENGTH - 7) }
    /^master_repl_offset:/ { split($0, parts, ":"); offset = parts[2] }
    END { for (replica in at) count += at[replica] == offset; exit !(wanted > 0 && count >= wanted) }'
}

hand_over() {
  [ "$(candidates ok)" -gt 0 ] || return 1
  ask 127.0.0.1 6379 CLIENT PAUSE 15000 WRITE
  if within 3 caught_up "$(candidates ok)" && ask 127.0.0.1 26379 SENTINEL FAILOVER mymaster && within 10 handed_over; then
    return
  fi
  ask 127.0.0.1 6379 CLIENT UNPAUSE
  return 1
}

while is_master && ! handed_over && [ "$(date +%s)" -lt "$deadline" ]; do
  hand_over || sleep 1
done
