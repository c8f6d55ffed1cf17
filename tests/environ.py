"""The environment of a service's process, as a test or a bench starts it."""

from __future__ import annotations

from pathlib import Path

from joserfc.jwk import OKPKey

SIGNING_KEY = OKPKey.generate_key("Ed25519").as_pem(private=True).decode()
IDENTITY_KEY = "5e" * 32
OFFICE_KEY = "6f" * 32
CHANNELS_KEY = "7a" * 32


def of_service(service: str, database_url: str, amqp_url: str, folder: Path) -> dict[str, str]:
    """Return what the service needs to start; files that it keeps go below the folder."""
    environ = {"KENDALI_DATABASE_URL": database_url, "KENDALI_AMQP_URL": amqp_url}
    if service in ("elections", "gis", "notifications"):
        environ |= {"KENDALI_PHOTOS_DIR": str(folder / "photos")}
    if service == "elections":
        environ |= {
            "KENDALI_AUDIT_KEY": SIGNING_KEY,
            "KENDALI_IDENTITY_KEY": IDENTITY_KEY,
        }
    if service == "notifications":
        environ |= {
            "KENDALI_CHANNELS_KEY": CHANNELS_KEY,
            "KENDALI_CHANNEL_NETWORKS": "127.0.0.0/8",
        }
    if service == "eoffice":
        environ |= {"KENDALI_OFFICE_KEY": OFFICE_KEY}
    return environ
