#!/bin/sh
# Makes all servers that run accept the present and the previous passwords. Safe to run again; each password that is
# accepted goes on being accepted all the time. Servers that start later read both from their Secrets.
. "$(dirname "$0")/lib.sh"

tell() { ask "$@" >/dev/null || { say "$1:$2 does not answer, or accepts neither password of admin" >&2; exit 1; }; }

for node in $NODES; do
  until ask "$node" 6379 PING >/dev/null; do say "waiting for $node"; sleep 2; done
done

# shellcheck disable=SC2046 # hashes are two words
for node in $NODES; do
  tell "$node" 6379 ACL SETUSER minipokedex resetpass $(hashes minipokedex)
  tell "$node" 6379 ACL SETUSER admin resetpass $(hashes admin)
  [ -z "${SENTINEL_QUORUM:-}" ] || tell "$node" 26379 ACL SETUSER admin resetpass $(hashes admin)
  say "$node knows both passwords of each user"
done

if [ -n "${SENTINEL_QUORUM:-}" ]; then
  # Among each other they use the present one now, so that it is the one that all know when it is changed the next time.
  last_word=$(secret admin/password)
  for node in $NODES; do
    tell "$node" 6379 CONFIG SET masterauth
    tell "$node" 26379 SENTINEL SET mymaster auth-pass
    tell "$node" 26379 SENTINEL CONFIG SET sentinel-pass
  done
  unset last_word
fi
