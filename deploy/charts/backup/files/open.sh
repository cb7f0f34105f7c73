# open_backup FILE: prints the dump in it, opened by any key of /run/keys. Fails if it is not whole.
open_backup() {
  local key
  for key in /run/keys/*.key; do
    openssl cms -decrypt -binary -inform DER -in "$1" -inkey "$key" -out /tmp/dump.sql.gz 2>/tmp/refused && break
  done
  if [[ ! -s /tmp/dump.sql.gz ]]; then
    echo "no key here opens ${1##*/}: $(head -n 1 /tmp/refused)" >&2
    return 1
  fi
  # The last line says that nothing is missing.
  if [[ $(gunzip --stdout /tmp/dump.sql.gz | tail -n 1) != '-- Dump completed'* ]]; then
    echo "${1##*/} is not complete" >&2
    return 1
  fi
  gunzip --stdout /tmp/dump.sql.gz
}
