#!/bin/sh
# Ready is a master, and a replica that has all data. From then on it may become master.
. "$(dirname "$0")/lib.sh"

info=$(ask 127.0.0.1 6379 INFO | tr -d '\r')
says() { echo "$info" | grep -qx "$1"; }

says loading:0
says role:master || says master_link_status:up
! says slave_priority:0 || ask 127.0.0.1 6379 CONFIG SET replica-priority 100
