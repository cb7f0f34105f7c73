# The client of MySQL, for the scripts beside; reads MYSQL_HOST, MYSQL_PORT, MYSQL_USER, MYSQL_PASSWORD_FILE, MYSQL_CA.
MYSQL_PWD=$(<"$MYSQL_PASSWORD_FILE")
export MYSQL_PWD
options=(--host="$MYSQL_HOST" --port="$MYSQL_PORT" --user="$MYSQL_USER")
[[ -z ${MYSQL_CA:-} ]] || options+=(--ssl-mode=VERIFY_IDENTITY --ssl-ca="$MYSQL_CA")

# Also for the first second of a pod: where network policies are enforced, it is let out once all nodes know it.
until mysqladmin "${options[@]}" --connect-timeout=5 --silent ping; do
  [[ -n ${waiting:-} ]] || echo "waiting for $MYSQL_HOST" >&2
  waiting=yes
  sleep 2
done

sql() { mysql "${options[@]}" --connect-timeout=10 --batch --skip-column-names "$@"; }
