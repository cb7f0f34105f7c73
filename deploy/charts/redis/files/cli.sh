#!/bin/sh
# redis-cli as admin, for people: cli.sh [-p 26379] [COMMAND…]
. "$(dirname "$0")/lib.sh"

REDISCLI_AUTH=$(secret admin/password) exec redis-cli --user admin --no-auth-warning "$@"
