#!/bin/sh
# The password comes from a file, so that it stands in no setting; it is added on standard input, so that it stands in
# no list of processes. No pipe: redis-server becomes the first process, and hears when it shall stop.
set -eu
exec redis-server - <<EOF
$(cat /etc/redis/redis.conf)
requirepass "$(cat /run/secrets/redis_password)"
EOF
