"""The stack's secrets: made once, readable by their owner only, never printed."""

import base64
import os
import secrets
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat


def write_private(path: Path, content: str) -> Path:
    """Write a file that only its owner may read; replaced in one step, so never half there."""
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    fresh.unlink(missing_ok=True)
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(content)
    fresh.replace(path)
    return path


def password(folder: Path, name: str) -> str:
    """The password kept under this name, made at its first use."""
    path = folder / name
    if not path.exists():
        write_private(path, secrets.token_urlsafe(24))
    return path.read_text().strip()


def signing_key(folder: Path, name: str) -> Path:
    """File of an Ed25519 key (PEM, PKCS 8), made at its first use."""
    path = folder / name
    if not path.exists():
        key = Ed25519PrivateKey.generate()
        pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        write_private(path, pem.decode())
    return path


def secret_key(folder: Path, name: str) -> Path:
    """File of a key of 32 bytes in hexadecimal, made at its first use."""
    path = folder / name
    if not path.exists():
        write_private(path, secrets.token_hex(32))
    return path


def push_key(folder: Path, name: str) -> Path:
    """File of a key of Web Push (P-256, base64url of its number), made at its first use."""
    path = folder / name
    if not path.exists():
        number = ec.generate_private_key(ec.SECP256R1()).private_numbers().private_value
        text = base64.urlsafe_b64encode(number.to_bytes(32, "big"))
        write_private(path, text.rstrip(b"=").decode())
    return path
