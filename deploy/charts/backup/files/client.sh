# The client of MySQL, for the scripts beside; reads MYSQL_HOST, MYSQL_PORT, MYSQL_USER, MYSQL_PASSWORD_FILE, MYSQL_CA.
MYSQL_PWD=$(<"$MYSQL_PASSWORD_FILE")
export MYSQL_PWD
options=(--host="$MYSQL_HOST" --port="$MYSQL_PORT" --user="$MYSQL_USER")
[[ -z ${MYSQL_CA:-} ]] || options+=(--ssl-mode=VERIFY_IDENTITY --ssl-ca="$MYSQL_CA")

sql() { mysql "${options[@]}" --connect-timeout=10 --batch --skip-column-names "$@"; }
