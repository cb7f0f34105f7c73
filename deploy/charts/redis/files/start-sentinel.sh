#!/bin/sh
# Starts Sentinel on what it knew when it ended, and on the settings and passwords of today.
. "$(dirname "$0")/lib.sh"

file=/data/sentinel/sentinel.conf
mkdir -p /data/sentinel
touch "$file"

# Whoever starts anew asks the others, by way of the first pod.
known_master() { sed -n 's/^sentinel monitor mymaster \([^ ]*\) .*/\1/p' "$file"; }
master=$(known_master)

password=$(quoted "$(peer_password)")
write_acl sentinel-users.acl
{
  echo "sentinel monitor mymaster ${master:-${NODES%% *}} 6379 $SENTINEL_QUORUM"
  cat /etc/redis/sentinel.conf
  echo "sentinel announce-ip $self"
  echo "sentinel sentinel-pass $password"
  echo "sentinel auth-pass mymaster $password"
  awk -v nodes=" $NODES " '
    /^sentinel (myid|current-epoch|config-epoch|leader-epoch) /
    # Of pods that are no more there is no majority to be had.
    /^sentinel known-(replica|sentinel) / && index(nodes, " " $4 " ")' "$file"
} >"$file.new"
mv "$file.new" "$file"
exec redis-server "$file" --sentinel
