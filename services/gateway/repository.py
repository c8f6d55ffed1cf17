"""The gateway's SQL: accounts, refresh tokens, API keys, failed log-ins."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.engine import Connection
from sqlalchemy.exc import IntegrityError

from libs.kit.errors import Conflict, NotFound
from libs.kit.ids import new_id
from libs.kit.principal import Principal
from services.gateway.tables import accounts, api_keys, login_throttle, refresh_tokens


class AccountExists(Conflict):
    slug, title = "account-exists", "There is an account of this name"


class NameOfKey(Conflict):
    slug, title = "name-of-key", "There is an API key of this name"


@dataclass(frozen=True)
class Account:
    """Somebody who signs in with a password."""

    id: str
    username: str
    name: str
    password_hash: str
    roles: tuple[str, ...]
    area: str
    demo: bool
    disabled: bool

    @property
    def principal(self) -> Principal:
        return Principal(self.id, self.username, frozenset(self.roles), self.area)


@dataclass(frozen=True)
class RefreshToken:
    """A refresh token as it was when it was looked at, under a lock."""

    family: str
    account: Account
    expires_at: datetime
    used_at: datetime | None
    revoked_at: datetime | None


class Accounts:
    """Accounts by name; names are lower case."""

    def __init__(self, tx: Connection) -> None:
        self._tx = tx

    def find(self, username: str) -> Account | None:
        query = sa.select(accounts).where(accounts.c.username == username.lower())
        row = self._tx.execute(query).one_or_none()
        return _account(row) if row else None

    def get(self, username: str) -> Account:
        account = self.find(username)
        if account is None:
            raise NotFound(f"no account {username}")
        return account

    def list(self) -> list[Account]:
        rows = self._tx.execute(sa.select(accounts).order_by(accounts.c.username))
        return [_account(row) for row in rows]

    def search(self, words: str, area: str, most: int) -> Sequence[Account]:
        """Return those who may sign in, of the area, whose names have all the words."""
        query = sa.select(accounts).where(accounts.c.disabled_at.is_(None))
        query = query.where(accounts.c.area.startswith(area, autoescape=True))
        for word in words.split():
            said = accounts.c.name.icontains(word, autoescape=True)
            query = query.where(said | accounts.c.username.icontains(word, autoescape=True))
        rows = self._tx.execute(query.order_by(accounts.c.name, accounts.c.username).limit(most))
        return [_account(row) for row in rows]

    def active(self, usernames: Sequence[str], area: str) -> set[str]:
        """Return those of the names that are accounts of the area and may sign in."""
        query = sa.select(accounts.c.username).where(accounts.c.username.in_(usernames))
        inside = accounts.c.area.startswith(area, autoescape=True)
        return set(
            self._tx.execute(query.where(inside, accounts.c.disabled_at.is_(None))).scalars()
        )

    def add(self, username: str, name: str, password_hash: str, **fields: Any) -> str:
        """Store a new account (`roles`, `area`, `demo`); raises AccountExists or NameOfKey.

        People hold positions by the name of their account, so no key may bear it.
        """
        if ApiKeys(self._tx).bears(username):
            raise NameOfKey(f"there is an API key {username}: revoke it, or take another name")
        row = {"id": new_id(), "username": username.lower(), "name": name, **fields}
        try:
            self._tx.execute(accounts.insert().values(password_hash=password_hash, **row))
        except IntegrityError:
            raise AccountExists(f"there is an account {username} already") from None
        return str(row["id"])

    def set_password(self, username: str, password_hash: str) -> None:
        """Change the password and end all sessions; raises NotFound."""
        self._change(username, password_hash=password_hash)

    def disable(self, username: str) -> None:
        """Let the account in no more; raises NotFound."""
        self._change(username, disabled_at=sa.func.now())

    def _change(self, username: str, **values: Any) -> None:
        account = self.get(username)
        self._tx.execute(accounts.update().where(accounts.c.id == account.id).values(**values))
        RefreshTokens(self._tx).revoke(refresh_tokens.c.account_id == account.id)


class RefreshTokens:
    """Refresh tokens by the hash of their text."""

    def __init__(self, tx: Connection) -> None:
        self._tx = tx

    def add(self, token_hash: bytes, family: str, account_id: str, expires_at: datetime) -> None:
        values = {"token_hash": token_hash, "family": family, "account_id": account_id}
        self._tx.execute(refresh_tokens.insert().values(expires_at=expires_at, **values))

    def take(self, token_hash: bytes) -> RefreshToken | None:
        """Find a token and keep others from using it until the transaction ends."""
        columns = [refresh_tokens.c[c] for c in ("family", "expires_at", "used_at", "revoked_at")]
        query = (
            sa.select(*columns, *accounts.c)
            .join(accounts)
            .where(refresh_tokens.c.token_hash == token_hash)
            .with_for_update(of=refresh_tokens)
        )
        row = self._tx.execute(query).one_or_none()
        if row is None:
            return None
        return RefreshToken(row.family, _account(row), row.expires_at, row.used_at, row.revoked_at)

    def mark_used(self, token_hash: bytes) -> None:
        found = refresh_tokens.c.token_hash == token_hash
        self._tx.execute(refresh_tokens.update().where(found).values(used_at=sa.func.now()))

    def revoke_family(self, family: str) -> None:
        self.revoke(refresh_tokens.c.family == family)

    def revoke(self, which: sa.ColumnElement[bool]) -> None:
        alive = which & refresh_tokens.c.revoked_at.is_(None)
        self._tx.execute(refresh_tokens.update().where(alive).values(revoked_at=sa.func.now()))

    def forget_expired(self) -> None:
        self._tx.execute(refresh_tokens.delete().where(refresh_tokens.c.expires_at < sa.func.now()))


class ApiKeys:
    """Keys of machines by the hash of their text."""

    def __init__(self, tx: Connection) -> None:
        self._tx = tx

    def add(self, name: str, key_hash: bytes, roles: list[str], area: str) -> str:
        """Store a key; raises AccountExists, as it would act as that account."""
        if Accounts(self._tx).find(name) is not None:
            raise AccountExists(f"there is an account {name}: a key needs a name of its own")
        key_id = new_id()
        values = {"id": key_id, "name": name, "roles": roles, "area": area}
        self._tx.execute(api_keys.insert().values(key_hash=key_hash, **values))
        return key_id

    def bears(self, name: str) -> bool:
        """Tell whether a key that is still good has the name, in whatever letters."""
        alive = api_keys.c.revoked_at.is_(None)
        query = sa.select(api_keys.c.id).where(
            sa.func.lower(api_keys.c.name) == name.lower(), alive
        )
        return self._tx.execute(query.limit(1)).first() is not None

    def find(self, key_hash: bytes) -> Principal | None:
        alive = api_keys.c.revoked_at.is_(None)
        query = sa.select(api_keys).where(api_keys.c.key_hash == key_hash, alive)
        row = self._tx.execute(query).one_or_none()
        return Principal(row.id, row.name, frozenset(row.roles), row.area) if row else None

    def list(self) -> list[Any]:
        columns = [api_keys.c[c] for c in ("id", "name", "roles", "area", "revoked_at")]
        return list(self._tx.execute(sa.select(*columns).order_by(api_keys.c.created_at)))

    def revoke(self, key_id: str) -> None:
        """End a key; raises NotFound."""
        found = (sa.cast(api_keys.c.id, sa.Text) == key_id) & api_keys.c.revoked_at.is_(None)
        done = self._tx.execute(api_keys.update().where(found).values(revoked_at=sa.func.now()))
        if done.rowcount == 0:
            raise NotFound(f"no key {key_id} that is still good")


class Attempts:
    """Failed log-ins in a window of time, by key.

    An attempt counts before it is made, so that many at once can't all be the first.
    """

    def __init__(self, tx: Connection) -> None:
        self._tx = tx

    def count(self, key: str, window: timedelta) -> tuple[int, float]:
        """Count an attempt; returns how many there are and the seconds until all are forgotten."""
        ended = login_throttle.c.until < sa.func.now()
        fresh = sa.func.now() + sa.bindparam("window", window, sa.Interval)
        statement = insert(login_throttle).values(key=key, failures=1, until=fresh)
        statement = statement.on_conflict_do_update(
            index_elements=["key"],
            set_={
                "failures": sa.case((ended, 1), else_=login_throttle.c.failures + 1),
                "until": sa.case((ended, statement.excluded.until), else_=login_throttle.c.until),
            },
        )
        left = sa.func.extract("epoch", login_throttle.c.until - sa.func.now())
        row = self._tx.execute(statement.returning(login_throttle.c.failures, left)).one()
        return int(row[0]), float(row[1])

    def forget(self, key: str) -> None:
        self._tx.execute(login_throttle.delete().where(login_throttle.c.key == key))

    def give_back(self, key: str) -> None:
        """Take one attempt back that turned out well."""
        found = (login_throttle.c.key == key) & (login_throttle.c.failures > 0)
        fewer = {"failures": login_throttle.c.failures - 1}
        self._tx.execute(login_throttle.update().where(found).values(fewer))

    def forget_ended(self) -> None:
        self._tx.execute(login_throttle.delete().where(login_throttle.c.until < sa.func.now()))


def names_of(tx: Connection, ids: list[str]) -> dict[str, str]:
    """Return what people call these accounts and keys, by id: "Siti Aminah (siti)"."""
    people = sa.select(accounts.c.id, accounts.c.name, accounts.c.username)
    keys = sa.select(api_keys.c.id, api_keys.c.name, sa.literal(""))
    found = [
        *tx.execute(people.where(accounts.c.id.in_(ids))),
        *tx.execute(keys.where(api_keys.c.id.in_(ids))),
    ]
    said = {key: name if user in {"", name} else f"{name} ({user})" for key, name, user in found}
    return {str(key): text for key, text in said.items()}


def _account(row: Any) -> Account:
    return Account(
        row.id,
        row.username,
        row.name,
        row.password_hash,
        tuple(row.roles),
        row.area,
        row.demo,
        row.disabled_at is not None,
    )
