"""Configuration of the gateway, besides what every process reads."""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_network
from urllib.parse import urlsplit

from libs.kit import guard
from libs.kit.region import LANGUAGES
from libs.kit.settings import OfRegion, Settings, field, one_of, url, whole
from services.gateway.basemap import BaseMap, base_map

Network = IPv4Network | IPv6Network
_RATE = re.compile(r"[1-9]\d{0,8}/(second|minute|hour)")


def networks(text: str) -> tuple[Network, ...]:
    """Read a comma list of CIDRs."""
    return tuple(ip_network(part.strip()) for part in text.split(",") if part.strip())


def rate(text: str) -> str:
    """Read a rate such as 600/minute."""
    if not _RATE.fullmatch(text):
        raise ValueError("needs a rate such as 600/minute (second, minute or hour)")
    return text


@dataclass(frozen=True)
class GatewaySettings(Settings):
    """What the gateway's processes read."""

    http_host: str = field("KENDALI_HTTP_HOST", str, "address that is listened on", "127.0.0.1")
    http_port: int = field("KENDALI_HTTP_PORT", whole(1, 65535), "port of API and pages", 8000)
    http_workers: int = field("KENDALI_HTTP_WORKERS", whole(1, 64), "worker processes", 1)
    http_connections: int = field(
        "KENDALI_HTTP_CONNECTIONS",
        whole(10, 100_000),
        "connections at once in each worker, streams included",
        8000,
    )
    tls_cert_file: str = field(
        "KENDALI_TLS_CERT_FILE", str, "certificate chain (PEM); with the key turns TLS on", ""
    )
    tls_key_file: str = field("KENDALI_TLS_KEY_FILE", str, "the certificate's key (PEM)", "")
    public_url: str = field(
        "KENDALI_PUBLIC_URL",
        url("http", "https"),
        "address that users see; https:// makes cookies Secure behind a proxy that ends TLS",
        "",
    )
    jwt_key: str = field(
        "KENDALI_JWT_KEY",
        str,
        "Ed25519 private key (PEM) that signs access tokens; give KENDALI_JWT_KEY_FILE",
    )
    jwt_previous_key: str = field(
        "KENDALI_JWT_PREVIOUS_KEY",
        str,
        "the key before it, while tokens that it signed live; give KENDALI_JWT_PREVIOUS_KEY_FILE",
        "",
    )
    access_seconds: int = field(
        "KENDALI_ACCESS_SECONDS", whole(1, 86_400), "life of an access token", 900
    )
    refresh_days: int = field("KENDALI_REFRESH_DAYS", whole(1, 365), "life of a refresh token", 14)
    rpc_seconds: int = field("KENDALI_RPC_SECONDS", whole(1, 60), "deadline of a call", 5)
    wall_networks: tuple[Network, ...] = field(
        "KENDALI_WALL_NETWORKS",
        networks,
        "CIDRs, comma between, whose browsers see the wall without signing in",
        (),
    )
    wall_election: str = field(
        "KENDALI_WALL_ELECTION", str, "election that the wall shows; empty = the newest", ""
    )
    wall_hosts: tuple[str, ...] = field(
        "KENDALI_WALL_HOSTS",
        guard.hosts,
        "hosts whose pages and pictures walls may show, with commas between; *.x for those below x",
        (),
    )
    turnout_target: int = field(
        "KENDALI_TURNOUT_TARGET",
        whole(1, 100),
        "turnout that the wall measures against, %",
        OfRegion("turnout"),
    )
    trusted_proxies: int = field(
        "KENDALI_TRUSTED_PROXIES", whole(0, 5), "proxies in front that set X-Forwarded-*", 0
    )
    rate_principal: str = field(
        "KENDALI_RATE_PRINCIPAL",
        rate,
        "requests of one account or key to one worker",
        "600/minute",
    )
    rate_address: str = field(
        "KENDALI_RATE_ADDRESS", rate, "requests of one address to one worker", "1200/minute"
    )
    rate_downloads: str = field(
        "KENDALI_RATE_DOWNLOADS",
        rate,
        "downloads of published files by one address from one worker",
        "60/minute",
    )
    rate_reports: str = field(
        "KENDALI_RATE_REPORTS",
        rate,
        "reports of incidents without an account from one address to one worker",
        "6/minute",
    )
    rate_tiles: str = field(
        "KENDALI_RATE_TILES", rate, "map tiles to one address from one worker", "6000/minute"
    )
    body_bytes: int = field(
        "KENDALI_BODY_BYTES", whole(1024, 1 << 30), "largest body of a request", 1_048_576
    )
    import_bytes: int = field(
        "KENDALI_IMPORT_BYTES", whole(1024, 1 << 30), "largest file of an import", 33_554_432
    )
    gis_file_bytes: int = field(
        "KENDALI_GIS_FILE_BYTES", whole(1024, 1 << 30), "largest file of a layer", 209_715_200
    )
    sms_secret: str = field(
        "KENDALI_SMS_SECRET",
        str,
        "secret that signs what the SMS provider brings; none = closed",
        "",
    )
    streams_principal: int = field(
        "KENDALI_STREAMS_PRINCIPAL",
        whole(1, 1_000_000),
        "event streams that one account or wall may hold open on one worker",
        20,
    )
    node_modules: str = field(
        "KENDALI_NODE_MODULES", str, "folder of the web pages' npm packages", "node_modules"
    )
    map_base: BaseMap | None = field(
        "KENDALI_MAP_BASE",
        base_map,
        "base map: address with {z} {x} {y}, or a .pmtiles archive; none = our own boundaries",
        None,
    )
    map_base_credit: str = field(
        "KENDALI_MAP_BASE_CREDIT", str, "whose base map it is, said on the map and on prints", ""
    )
    language: str = field(
        "KENDALI_LANGUAGE",
        one_of(*LANGUAGES),
        "language of pages when the browser asks none",
        OfRegion("language"),
    )

    @property
    def tls(self) -> bool:
        """Whether this process ends TLS itself."""
        return bool(self.tls_cert_file and self.tls_key_file)

    @property
    def secure(self) -> bool:
        """Whether browsers reach the gateway over TLS."""
        return self.tls or urlsplit(self.public_url).scheme == "https"
