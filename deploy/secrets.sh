#!/usr/bin/env bash
# Make the secrets of a compose deployment: random, one file each, nothing has a default.
#
#   deploy/secrets.sh [FOLDER]    default: deploy/secrets (git and docker ignore it)
#
# POSTGRES and RABBITMQ (host:port) name the servers, if they are not the containers of compose.yaml.
#
# Files that are there stay as they are, so it is safe to run again. To change one: remove it (both
# of a pair named below), run this, then `compose up --force-recreate`; docs/containers.md says
# what else each one needs.
#
# The folder is closed to other users; the files in it are readable, because compose mounts them as
# they are and the containers run as users of their own.
set -euo pipefail
umask 077
folder=${1:-$(dirname "$0")/secrets}
postgres=${POSTGRES:-postgres:5432}
rabbitmq=${RABBITMQ:-rabbitmq:5672}
command -v openssl >/dev/null || { echo 'secrets.sh: openssl is needed' >&2; exit 1; }
mkdir -p "$folder"
cd "$folder"

password() { openssl rand -hex 24; }

missing() {  # missing FILE...: true unless all of them are there
    local file
    for file; do [ -s "$file" ] || return 0; done
    return 1
}

write() {  # write FILE <content: whole or not at all
    cat >"$1.new" && chmod 444 "$1.new" && mv -f "$1.new" "$1"
    echo "wrote $folder/$1"
}

if missing postgres_password admin_database_url; then
    secret=$(password)
    printf '%s' "$secret" | write postgres_password
    printf 'postgresql://postgres:%s@%s/kendali' "$secret" "$postgres" | write admin_database_url
fi

for service in gateway elections gis eoffice notifications indicators; do
    file=${service}_database_url
    if missing "$file"; then
        printf 'postgresql://%s:%s@%s/kendali' "$service" "$(password)" "$postgres" |
            write "$file"
    fi
done

# RabbitMQ takes a user's password as base64(salt + SHA-256(salt + password)).
if missing amqp_url rabbitmq_user.json; then
    secret=$(password)
    salt=$(openssl rand -hex 4 | sed 's/../\\x&/g')
    hash=$({ printf '%b' "$salt"; printf '%b%s' "$salt" "$secret" | openssl dgst -sha256 -binary; } |
        openssl base64 -A)
    printf 'amqp://kendali:%s@%s/kendali' "$secret" "$rabbitmq" | write amqp_url
    write rabbitmq_user.json <<JSON
{
  "users": [
    {
      "name": "kendali",
      "password_hash": "$hash",
      "hashing_algorithm": "rabbit_password_hashing_sha256",
      "tags": []
    }
  ],
  "permissions": [
    {"user": "kendali", "vhost": "kendali", "configure": ".*", "write": ".*", "read": ".*"}
  ]
}
JSON
fi

# The key that signs access tokens (Ed25519).
if missing jwt_key.pem; then openssl genpkey -algorithm ed25519 | write jwt_key.pem; fi
# The key that signs the audit log's roots, and the one of the hashes that stand for NIK and phones.
if missing audit_key.pem; then openssl genpkey -algorithm ed25519 | write audit_key.pem; fi
if missing identity_key; then openssl rand -hex 32 | tr -d '\n' | write identity_key; fi
# The key that secret letters are sealed with.
if missing office_key; then openssl rand -hex 32 | tr -d '\n' | write office_key; fi
# The key that people's addresses and channels' secrets are sealed with, and that of Web Push.
if missing channels_key; then openssl rand -hex 32 | tr -d '\n' | write channels_key; fi
if missing vapid_key; then
    openssl ecparam -name prime256v1 -genkey -noout -outform DER |
        base64 -w0 | tr '+/' '-_' | tr -d '=' | write vapid_key
fi
# The key that addresses of databases are sealed with, which indicators are pulled from.
if missing indicators_key; then openssl rand -hex 32 | tr -d '\n' | write indicators_key; fi
# The keys of an S3 store of photos, where one is used: give it these, or put its own into the files.
for file in photos_s3_access_key photos_s3_secret_key; do
    if missing "$file"; then password | write "$file"; fi
done
# Our name and password at BSrE, where officials sign by it: put them into the file.
if missing bsre_client; then printf 'kendali:%s' "$(password)" | write bsre_client; fi
if missing grafana_password; then password | write grafana_password; fi
