#!/usr/bin/env bash
# The last that the entrypoint runs on an empty data folder: see start.sh.
rm /var/lib/mysql/.unfinished
