#!/bin/sh
# As the official image does: the scripts of /docker-entrypoint.d, templates, then nginx.
set -e
if [ "$1" = nginx ]; then
    for script in /docker-entrypoint.d/*.sh; do
        [ ! -x "$script" ] || "$script"
    done
    for template in /etc/nginx/templates/*.template; do
        [ -e "$template" ] || continue
        name=${template##*/}
        awk '{
            while (match($0, /\$\{[A-Za-z_][A-Za-z0-9_]*\}/)) {
                name = substr($0, RSTART + 2, RLENGTH - 3)
                value = (name in ENVIRON) ? ENVIRON[name] : "\001{" name "}"
                $0 = substr($0, 1, RSTART - 1) value substr($0, RSTART + RLENGTH)
            }
            gsub(/\001/, "$")
            print
        }' "$template" >"/etc/nginx/conf.d/${name%.template}"
    done
fi
exec "$@"
