"""The environment of each process of a stack.

Secrets go by file (``KENDALI_…_FILE``), so that they stand in no process list and no script.
"""

from collections.abc import Mapping
from pathlib import Path

from deploy.native import keys
from deploy.native.places import PROJECT, Places, Ports

# What the stack decides by itself, whatever the user's environment says.
OWN = {
    "KENDALI_HOME",
    "KENDALI_PORT",
    "KENDALI_DATABASE_URL",
    "KENDALI_AMQP_URL",
    "KENDALI_ADMIN_DATABASE_URL",
    "KENDALI_METRICS_HOST",
    "KENDALI_METRICS_PORT",
    "KENDALI_HTTP_HOST",
    "KENDALI_HTTP_PORT",
}

JWT_KEY, AUDIT_KEY, IDENTITY_KEY = "jwt.pem", "audit.pem", "identity.key"
OFFICE_KEY = "office.key"
CHANNELS_KEY, PUSH_KEY = "channels.key", "push.key"
INDICATORS_KEY = "indicators.key"


def settings_of_user(environ: Mapping[str, str]) -> dict[str, str]:
    """The KENDALI_* settings that are handed on to the services."""
    return {
        name: value
        for name, value in sorted(environ.items())
        if name.startswith("KENDALI_") and name.removesuffix("_FILE") not in OWN
    }


class Environment:
    """Writes the secrets of a stack to files and says which process gets which."""

    def __init__(
        self,
        places: Places,
        ports: Ports,
        user: Mapping[str, str],
        gateway: Mapping[str, str] | None = None,
    ) -> None:
        self.places = places
        self.ports = ports
        self.user = dict(user)
        self.gateway = dict(gateway or {})

    def write(self, amqp_url: str, database_urls: Mapping[str, str], admin_url: str) -> None:
        """Keep the URLs, one of a database per service."""
        for name in (JWT_KEY, AUDIT_KEY):
            keys.signing_key(self.places.secrets, name)
        for name in (IDENTITY_KEY, OFFICE_KEY, CHANNELS_KEY, INDICATORS_KEY):
            keys.secret_key(self.places.secrets, name)
        keys.push_key(self.places.secrets, PUSH_KEY)
        keys.write_private(self._file("amqp-url"), amqp_url)
        keys.write_private(self._file("admin-database-url"), admin_url)
        for service, url in database_urls.items():
            keys.write_private(self._file(f"{service}-database-url"), url)

    def of(self, service: str | None, number: int | None = None) -> dict[str, str]:
        """Variables of a process of the service; ``number`` gives it its metrics port."""
        variables = self.user | {
            "KENDALI_AMQP_URL_FILE": str(self._file("amqp-url")),
            "KENDALI_METRICS_PORT": str(0 if number is None else self.ports.metrics(number)),
        }
        if service:
            variables["KENDALI_DATABASE_URL_FILE"] = str(self._file(f"{service}-database-url"))
        if service == "gateway":
            variables = self._of_gateway() | self.gateway | variables
        if service in ("elections", "gis", "notifications"):
            variables = {"KENDALI_PHOTOS_DIR": str(self.places.home / "photos")} | variables
        if service == "elections":
            variables = self._of_elections() | variables
        if service == "notifications":
            variables = self._of_notifications() | variables
        if service == "indicators":
            variables = self._key("KENDALI_INDICATORS_KEY", INDICATORS_KEY) | variables
        if service == "eoffice":
            own = {"KENDALI_PUBLIC_URL": self._address}  # for the QR codes of letters
            variables = own | self._key("KENDALI_OFFICE_KEY", OFFICE_KEY) | variables
        return variables

    def of_migration(self, service: str) -> dict[str, str]:
        admin = str(self._file("admin-database-url"))
        return self.of(service) | {"KENDALI_ADMIN_DATABASE_URL_FILE": admin}

    def _of_gateway(self) -> dict[str, str]:
        variables = {
            "KENDALI_HTTP_HOST": "127.0.0.1",
            "KENDALI_HTTP_PORT": str(self.ports.gateway),
            "KENDALI_PUBLIC_URL": self._address,
            "KENDALI_NODE_MODULES": str(PROJECT / "node_modules"),
        }
        return variables | self._key("KENDALI_JWT_KEY", JWT_KEY)

    def _of_elections(self) -> dict[str, str]:
        signing = self._key("KENDALI_AUDIT_KEY", AUDIT_KEY)
        return signing | self._key("KENDALI_IDENTITY_KEY", IDENTITY_KEY)

    def _of_notifications(self) -> dict[str, str]:
        sealing = self._key("KENDALI_CHANNELS_KEY", CHANNELS_KEY)
        pushing = self._key("KENDALI_VAPID_KEY", PUSH_KEY)
        return {"KENDALI_PUBLIC_URL": self._address} | sealing | pushing

    @property
    def _address(self) -> str:
        return f"http://127.0.0.1:{self.ports.gateway}"

    def _key(self, name: str, file: str) -> dict[str, str]:
        """The stack's own key, unless the user gives one in the environment."""
        return {} if name in self.user else {f"{name}_FILE": str(self._file(file))}

    def _file(self, name: str) -> Path:
        return self.places.secrets / name
