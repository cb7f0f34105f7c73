# What the scripts share. NODES are the names of all pods; SENTINEL_QUORUM is there if there are Sentinels.
# shellcheck shell=sh
set -eu
umask 077

# The name of this pod.
self=${POD_NAME:-}.$HEADLESS_SERVICE

# Not twice in a row.
said=''
say() { [ "$said" = "$*" ] || echo "$(basename "$0"): $*"; said=$*; }

secret() { cat "/run/secrets/$1"; }

hash() { printf %s "$(secret "$1")" | sha256sum | cut -d ' ' -f 1; }

# hashes USER: both passwords, as an ACL has them.
hashes() { echo "#$(hash "$1/password") #$(hash "$1/previous")"; }

# quoted TEXT: as redis.conf has it.
quoted() { printf '"%s"' "$(printf %s "$1" | sed 's/[\\"]/\\&/g')"; }

# write_acl FILE: fills in the passwords.
write_acl() {
  sed -e '/^#/d' -e "s/{admin}/$(hashes admin)/" -e "s/{minipokedex}/$(hashes minipokedex)/" "/etc/redis/$1" >"/run/redis/$1"
}

# ask HOST PORT COMMAND…: as admin. While passwords change, a server may know only the previous one, and a mounted Secret
# may be older than what the server knows. With `last_word` that is the command's last word, kept off the command line.
ask() {
  ask_host=$1 ask_port=$2
  shift 2
  for ask_password in previous password; do
    printf %s "${last_word-}" | REDISCLI_AUTH=$(secret "admin/$ask_password") timeout 3 \
      redis-cli -e -h "$ask_host" -p "$ask_port" --user admin --no-auth-warning ${last_word+-x} "$@" 2>/dev/null && return
  done
  return 1
}

# Which password of admin servers use among each other: the previous one as long as another doesn't know the present one.
peer_password() {
  for node in $NODES; do
    [ "$node" != "$self" ] || continue
    # As `default`, who may not ask that, where the password is wrong.
    who=$(REDISCLI_AUTH=$(secret admin/password) timeout 3 \
      redis-cli -h "$node" -p 26379 --user admin --no-auth-warning ACL WHOAMI 2>/dev/null) || continue
    [ "$who" = admin ] || { secret admin/previous && return; }
  done
  secret admin/password
}

# field NAME: of an answer that alternates names and values.
field() { sed -n "/^$1\$/{n;p;q;}"; }

# Finds out what at least a majority of the Sentinels know, and sets `master` to what the one says that knows of the
# latest fail-over, `fresh` if there never was a replica.
ask_sentinels() {
  master='' fresh=yes epoch=-1 asked=0 answered=0
  for node in $NODES; do
    asked=$((asked + 1))
    answer=$(ask "$node" 26379 SENTINEL MASTER mymaster) || continue
    answered=$((answered + 1))
    [ "$(echo "$answer" | field num-slaves)" = 0 ] || fresh=
    if [ "$(echo "$answer" | field config-epoch)" -gt "$epoch" ]; then
      epoch=$(echo "$answer" | field config-epoch)
      master=$(echo "$answer" | field ip)
    fi
  done
  [ $((2 * answered)) -gt "$asked" ]
}

# candidates LINK: counts the replicas that the Sentinel of this pod may choose (up, allowed, asked for their offset) and
# whose link to their master is `ok` or `err`.
candidates() {
  ask 127.0.0.1 26379 SENTINEL REPLICAS mymaster | awk -v link="$1" '
    name == "flags" { up = $0 == "slave" }
    name == "master-link-status" { linked = $0 == link }
    name == "slave-priority" { allowed = $0 > 0 }
    name == "slave-repl-offset" && $0 > 0 && up && linked && allowed { count++ }
    { name = $0 }
    END { print count + 0 }'
}

# within SECONDS COMMAND…: tries it again and again.
within() {
  within_end=$(($(date +%s) + $1))
  shift
  until "$@"; do
    [ "$(date +%s)" -lt "$within_end" ] || return 1
    sleep 0.2
  done
}

# Whether every Sentinel that answers knows of another master than this pod; its own may be about to go.
handed_over() {
  for node in $NODES; do
    named=$(ask "$node" 26379 SENTINEL GET-MASTER-ADDR-BY-NAME mymaster | head -n 1)
    [ "$named" != "$self" ] || return 1
  done
}
