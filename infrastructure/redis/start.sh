#!/bin/sh
# The password comes from a file, so that it stands in no setting; it is added on standard input, so that it stands in
# no list of processes.
set -eu
{ cat /etc/redis/redis.conf; echo "requirepass \"$(cat /run/secrets/redis_password)\""; } | exec redis-server -
