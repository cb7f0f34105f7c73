#!/usr/bin/env bash
# Makes MySQL accept the present and the previous password of root and of the migration user, whichever of them it knew
# so far. Safe to run again; each password that is accepted goes on being accepted all the time.
set -euo pipefail

quoted() { local text=${1//\\/\\\\}; printf "'%s'" "${text//\'/\'\'}"; }

secret() { cat "/run/secrets/$1"; }

# login USER PASSWORD: whether MySQL lets it in
login() { MYSQL_PWD=$2 mysql --user="$1" --connect-timeout=5 --execute='DO 0' 2>&1; }

# accept USER ACCOUNT…: sets the user's passwords on all its accounts at once. The one that was given first is kept as
# the second (RETAIN CURRENT PASSWORD).
accept() {
  local user=$1 folder=$2 accounts=("${@:3}") password statement
  if login "$user" "$(secret "$folder/password")" >/dev/null && login "$user" "$(secret "$folder/previous")" >/dev/null; then
    echo "$user: both passwords are valid already"
    return
  fi
  for password in previous password; do
    statement=
    for account in "${accounts[@]}"; do
      statement+="${statement:+, }$account IDENTIFIED BY $(quoted "$(secret "$folder/$password")") RETAIN CURRENT PASSWORD"
    done
    MYSQL_PWD=$MYSQL_ROOT_PASSWORD mysql --user=root <<<"ALTER USER $statement"
    # root's own way in is the one that was set just now.
    [[ $user != root ]] || MYSQL_ROOT_PASSWORD=$(secret "$folder/$password")
  done
  echo "$user: both passwords are valid now"
}

until mysqladmin --host="$MYSQL_HOST" --connect-timeout=5 --silent ping; do
  [[ -n ${waiting:-} ]] || echo "waiting for $MYSQL_HOST"
  waiting=yes
  sleep 2
done

for password in password previous; do
  MYSQL_ROOT_PASSWORD=$(secret "root/$password")
  answer=$(login root "$MYSQL_ROOT_PASSWORD") && break
  MYSQL_ROOT_PASSWORD=
done
if [[ -z $MYSQL_ROOT_PASSWORD ]]; then
  echo "MySQL accepts neither password of the Secret for root: $answer" >&2
  exit 1
fi
export MYSQL_ROOT_PASSWORD

/scripts/create-migration-user.sh
accept root root "root@'%'" "root@'localhost'"
accept "$MIGRATION_USER" migration "$(quoted "$MIGRATION_USER")@'%'"
