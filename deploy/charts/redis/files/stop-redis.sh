#!/bin/sh
# Before a master is stopped another takes over, which has every write: SENTINEL FAILOVER by itself would lose those that
# the chosen replica doesn't have yet.
. "$(dirname "$0")/lib.sh"

# Into the log of Redis: that of a hook is nowhere.
exec >/proc/1/fd/1 2>&1

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

# Whether the Sentinel of this pod, which leads the fail-over, has ended it without another master.
given_up() {
  own=$(ask 127.0.0.1 26379 SENTINEL MASTER mymaster) || return 1
  [ "$(echo "$own" | field ip)" = "$self" ] && ! echo "$own" | field flags | grep -q failover_in_progress
}

ended() { handed_over || given_up; }

hand_over() {
  if [ "$(candidates ok)" = 0 ]; then
    say 'no replica can take over'
    return 1
  fi
  # Until this pod ends, however long a fail-over takes: another may be master already, and lacks what is written here.
  ask 127.0.0.1 6379 CLIENT PAUSE "$((FAILOVER_SECONDS * 1000))" WRITE >/dev/null
  if ! within 3 caught_up "$(candidates ok)"; then
    say 'the replicas lag behind'
  elif ! answer=$(ask 127.0.0.1 26379 SENTINEL FAILOVER mymaster); then
    say "Sentinel refuses: $answer"
  elif ! within "$((deadline - $(date +%s)))" ended; then
    say 'the fail-over takes too long'
    return 0
  elif given_up; then
    say 'Sentinel gave up'
  else
    say 'handed over'
    return 0
  fi
  ask 127.0.0.1 6379 CLIENT UNPAUSE >/dev/null
  return 1
}

while is_master && ! handed_over && [ "$(date +%s)" -lt "$deadline" ]; do
  hand_over || sleep 1
done
