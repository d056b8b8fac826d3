"""The one settings object of 나비얌: typed, validated, read once.

Sources, strongest first: environment variables ``NAVIYAM_*`` (a double underscore enters a section:
``NAVIYAM_POSTGRES__PORT``), then ``settings.toml``, then the defaults below. Nothing else in the project reads the
environment. Every process and every test instance is told where it lives by ``var_dir`` alone: the ports of the local
stack follow from it, so that two checkouts, or a checkout and its tests, never meet.
"""

from __future__ import annotations

import functools
import zlib
from pathlib import Path
from typing import Any, Literal

import tomli
from pydantic import BaseModel, BaseSettings, Extra, Field, SecretStr, ValidationError, root_validator
from pydantic.env_settings import SettingsSourceCallable

__all__ = ["ROOT", "Settings", "SettingsError", "get_settings"]

ROOT = Path(__file__).resolve().parent
"""The checkout: code, Rasa's files and ``data/`` lie here."""

_FIRST_PORT = 20_000
_PORTS_PER_INSTANCE = 20
_INSTANCES = 600  # 20,000 … 31,999: below the ephemeral ports, which start at 32,768


class SettingsError(ValueError):
    """A setting is missing, unknown or out of bounds; the message says which and what is allowed."""


class _Section(BaseModel):
    class Config:
        extra = Extra.forbid
        allow_mutation = False


class Postgres(_Section):
    """PostgreSQL 15 with PostGIS: the truth."""

    host: str = "127.0.0.1"
    port: int = Field(default=0, ge=0, le=65_535, description="0: the local stack's own port")
    database: str = "naviyam"
    user: str = Field(default="naviyam", description="the processes' role; owns nothing but its rows' rights")
    owner: str = Field(default="naviyam_owner", description="the role that migrates")
    password: SecretStr = SecretStr("")
    owner_password: SecretStr = SecretStr("")
    pool_min: int = Field(default=1, ge=0, le=100)
    pool_max: int = Field(default=8, ge=1, le=500)
    connect_timeout_ms: int = Field(default=2_000, ge=100, le=60_000)
    statement_timeout_ms: int = Field(default=2_000, ge=50, le=600_000)


class Redis(_Section):
    """Redis 7: sessions, caches, limits, locks; everything in it can be lost."""

    host: str = "127.0.0.1"
    port: int = Field(default=0, ge=0, le=65_535, description="0: the local stack's own port")
    db: int = Field(default=0, ge=0, le=15)
    password: SecretStr = SecretStr("")
    timeout_ms: int = Field(default=300, ge=10, le=10_000)


class RabbitMQ(_Section):
    """RabbitMQ: the event bus."""

    host: str = "127.0.0.1"
    port: int = Field(default=0, ge=0, le=65_535, description="0: the local stack's own port")
    vhost: str = "naviyam"
    user: str = "naviyam"
    password: SecretStr = SecretStr("naviyam")
    timeout_ms: int = Field(default=2_000, ge=100, le=60_000)
    prefetch: int = Field(default=200, ge=1, le=10_000)


class RasaServer(_Section):
    """The Rasa server: channels, NLU, dialogue, and the web chat's page."""

    host: str = "127.0.0.1"
    port: int = Field(default=0, ge=0, le=65_535, description="0: follows from var_dir")
    workers: int = Field(default=2, ge=1, le=64)
    action_timeout_ms: int = Field(default=2_000, ge=100, le=10_000, description="shorter than turn_timeout_ms")
    turn_timeout_ms: int = Field(default=4_500, ge=200, le=5_000, description="KakaoTalk waits 5 s")
    max_message_chars: int = Field(default=500, ge=1, le=4_000)
    max_payload_bytes: int = Field(default=64_000, ge=1_000, le=10_000_000)


class Web(_Section):
    """The web chat's identity tokens (JWT, RS256)."""

    private_key_file: Path | None = Field(default=None, description="PEM; production must name it")
    public_key_file: Path | None = Field(default=None, description="PEM; left out, it follows from the private key")
    token_days: int = Field(default=30, ge=1, le=365)


class HttpProcess(_Section):
    """Where a process of ours listens."""

    host: str = "127.0.0.1"
    port: int = Field(default=0, ge=0, le=65_535, description="0: follows from var_dir")


class Recommend(_Section):
    """Hard filters and sizes of a slate (specification §3.1 steps 4 and 5)."""

    radius_m: int = Field(default=1_000, ge=50, le=20_000)
    wider_radius_m: int = Field(default=2_000, ge=50, le=50_000, description="what 'look further' offers")
    slate_min: int = Field(default=3, ge=1, le=10)
    slate_max: int = Field(default=5, ge=1, le=10)
    candidates_max: int = Field(default=200, ge=5, le=2_000)
    visit_max: int = Field(default=320, ge=20, le=20_000, description="shops whose menus a slate looks at")
    candidates_enough: int = Field(default=40, ge=1, le=2_000, description="fewer, and all shops near are looked at")
    low_balance_won: int = Field(default=5_000, ge=0, le=100_000)
    walk_m_per_minute: int = Field(default=80, ge=20, le=200)
    card_bonus: float = Field(default=0.2, ge=0, le=1)
    mmr_lambda: float = Field(default=0.75, ge=0, le=1, description="1: by score alone; 0: by difference alone")
    explore_share: float = Field(default=0.05, ge=0, le=0.5, description="of slates, that show a shop hardly shown yet")
    popular_max: int = Field(default=50, ge=0, le=500, description="shops taken from the list of the popular")


class Search(_Section):
    """Vectors of shops, menus and reviews (specification §4.2)."""

    embedder: Literal["local", "server", "onnx"] = Field(
        default="local", description="local: trained here, no download"
    )
    server_url: str | None = Field(default=None, description="of the model server; it answers POST /v1/embed")
    server_timeout_ms: int = Field(default=150, ge=5, le=10_000)
    onnx_dir: Path | None = Field(default=None, description="model.onnx and tokenizer.json of a sentence encoder")
    flat_max: int = Field(default=50_000, ge=0, le=10_000_000, description="up to so many vectors search is exact")
    nprobe: int = Field(default=32, ge=1, le=4_096)
    nearest: int = Field(default=100, ge=1, le=1_000, description="k: taken from the index before re-ranking")
    kept: int = Field(default=20, ge=1, le=200, description="left of them after re-ranking by the original vectors")
    least_recall: float = Field(default=0.95, ge=0, le=1, description="against exact search, checked at build time")
    least_similarity: float = Field(
        default=0.5, ge=0, le=1, description="of the best there is; below, a menu is not meant"
    )
    watch_seconds: float = Field(default=5, ge=0.1, le=600, description="how often a process looks for a newer index")
    embedding_days: int = Field(default=7, ge=1, le=90, description="embeddings stay in the cache so long")
    result_minutes: int = Field(
        default=60, ge=1, le=1_440, description="what a search found stays in the cache so long"
    )


class AX(_Section):
    """A.X 3.1 Light, or any causal language model of its architecture in a local folder; see docs/ax.md."""

    model: Path | None = Field(default=None, description="the base model's folder; without one A.X is not used")
    device: str = Field(default="auto", description="auto (CUDA where there is one), cpu, cuda, cuda:1 …")
    dtype: Literal["auto", "float32", "bfloat16", "float16"] = "auto"
    quantise: bool = Field(default=True, description="hold the base in 4 bits (NF4); only CUDA can")
    confidence: float = Field(default=0.8, ge=0, le=1, description="from which A.X overrides the local classifier")
    tracking: Literal["none", "tensorboard", "wandb"] = Field(default="tensorboard", description="curves of training")


class Serving(_Section):
    """The model server (``python -m serving``), and how long a channel waits for it; see docs/ax.md."""

    url: str = Field(default="", description="where channels ask; empty: this instance's own, if ax.model is set")
    host: str = "127.0.0.1"
    port: int = Field(default=0, ge=0, le=65_535, description="0: follows from var_dir")
    embedder: Path | None = Field(default=None, description="a folder of `naviyam ax export-embedder`")
    batch_max: int = Field(default=8, ge=1, le=32, description="rows computed at once")
    window_ms: float = Field(default=2.0, ge=0, le=5, description="how long a row waits for company")
    queue_max: int = Field(default=512, ge=1, le=100_000, description="rows that may wait")
    cache_seconds: int = Field(default=300, ge=0, le=86_400)
    cache_rows: int = Field(default=20_000, ge=1, le=1_000_000)
    timeout_ms: int = Field(default=1_200, ge=50, le=3_000, description="what a turn waits for an answer")
    breaker_failures: int = Field(default=5, ge=1, le=100, description="in a row, until nobody asks any more")
    breaker_seconds: int = Field(default=5, ge=1, le=300, description="until one message tries again")


class Learning(_Section):
    """The learnt recommender: how often a process looks for something new."""

    check_seconds: float = Field(
        default=15, ge=0.05, le=3_600, description="the model's pointer file, the last minutes"
    )
    facts_seconds: float = Field(default=300, ge=1, le=86_400, description="ratings, prices and districts of all shops")


class Settings(BaseSettings):
    """Everything that can be set. Build it by `get_settings`; tests may build their own."""

    mode: Literal["development", "production"] = "development"
    var_dir: Path = Field(default=Path("var"), description="data and logs of this instance; relative to the checkout")
    models_dir: Path = Field(
        default=Path("var/models"), description="trained models; a checkout's instances share them"
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    postgres: Postgres = Postgres()
    redis: Redis = Redis()
    rabbitmq: RabbitMQ = RabbitMQ()
    rasa: RasaServer = RasaServer()
    web: Web = Web()
    actions: HttpProcess = HttpProcess()
    worker: HttpProcess = HttpProcess()
    ax: AX = AX()
    serving: Serving = Serving()
    recommend: Recommend = Recommend()
    learning: Learning = Learning()
    search: Search = Search()

    class Config:
        env_prefix = "NAVIYAM_"
        env_nested_delimiter = "__"
        extra = Extra.forbid
        allow_mutation = False

        @classmethod
        def customise_sources(
            cls,
            init_settings: SettingsSourceCallable,
            env_settings: SettingsSourceCallable,
            file_secret_settings: SettingsSourceCallable,  # noqa: ARG003 - we keep no secrets in files
        ) -> tuple[SettingsSourceCallable, ...]:
            return init_settings, env_settings, _toml_settings

    @root_validator(skip_on_failure=True)
    def _derive(cls, values: dict[str, Any]) -> dict[str, Any]:
        """Make paths absolute and fill the ports that follow from ``var_dir``."""
        for name in ("var_dir", "models_dir"):
            values[name] = (ROOT / values[name]).resolve()
        if values["ax"].model is not None:
            values["ax"] = values["ax"].copy(update={"model": (ROOT / values["ax"].model).resolve()})
        first = _first_port(values["var_dir"])
        for name, offset in _PORT_OFFSETS.items():
            if values[name].port == 0:
                values[name] = values[name].copy(update={"port": first + offset})
        if values["rasa"].action_timeout_ms >= values["rasa"].turn_timeout_ms:
            raise ValueError("rasa.action_timeout_ms must be shorter than rasa.turn_timeout_ms")
        if values["recommend"].slate_min > values["recommend"].slate_max:
            raise ValueError("recommend.slate_min must not exceed recommend.slate_max")
        return values

    @property
    def is_development(self) -> bool:
        """Whether demo people, pretended places and pretended clocks are allowed."""
        return self.mode == "development"

    def port(self, name: str) -> int:
        """A further port of this instance, for servers that need more than one.

        Raises:
            KeyError: ``name`` is none of ``rabbitmq_management``, ``rabbitmq_prometheus``, ``rabbitmq_dist``, ``epmd``.
        """
        return _first_port(self.var_dir) + _EXTRA_PORTS[name]

    @property
    def ax_store(self) -> Path:
        """Where A.X's adapters lie by name, and the file that says which of them answer."""
        return self.models_dir / "ax"

    @property
    def embedder_folder(self) -> Path | None:
        """The exported sentence embedder to serve: the one that is set, else the specification's where it lies."""
        usual = self.models_dir / "embedders" / "xlm-r-100langs-bert-base-nli-stsb-mean-tokens"
        return self.serving.embedder or (usual if usual.is_dir() else None)

    @property
    def serving_url(self) -> str | None:
        """Where A.X answers; None where it is not configured, and nobody asks."""
        own = f"http://{self.serving.host}:{self.serving.port}" if self.ax.model is not None else None
        return self.serving.url.rstrip("/") or own

    @property
    def serves_models(self) -> bool:
        """Whether this instance runs a model server of its own."""
        return not self.serving.url and (self.ax.model is not None or self.embedder_folder is not None)

    def postgres_dsn(self, *, owner: bool = False, database: str | None = None) -> str:
        """A libpq connection string; ``owner`` gives the role that may migrate. Holds the password: never log it."""
        p = self.postgres
        user, password = (p.owner, p.owner_password) if owner else (p.user, p.password)
        secret = f" password={password.get_secret_value()}" if password.get_secret_value() else ""
        seconds = max(2, p.connect_timeout_ms // 1000)
        return (
            f"host={p.host} port={p.port} dbname={database or p.database} user={user}{secret} connect_timeout={seconds}"
        )

    def redis_url(self) -> str:
        """The URL for redis-py. Holds the password: never log it."""
        r = self.redis
        secret = f":{r.password.get_secret_value()}@" if r.password.get_secret_value() else ""
        return f"redis://{secret}{r.host}:{r.port}/{r.db}"

    def amqp_url(self) -> str:
        """The URL for AMQP clients. Holds the password: never log it."""
        q = self.rabbitmq
        return f"amqp://{q.user}:{q.password.get_secret_value()}@{q.host}:{q.port}/{q.vhost}"


_PORT_OFFSETS = {"rasa": 0, "actions": 1, "worker": 2, "serving": 3, "postgres": 10, "redis": 11, "rabbitmq": 12}
_EXTRA_PORTS = {"rabbitmq_management": 13, "rabbitmq_prometheus": 14, "rabbitmq_dist": 15, "epmd": 16}


def _first_port(var_dir: Path) -> int:
    return _FIRST_PORT + _PORTS_PER_INSTANCE * (zlib.crc32(str(var_dir).encode()) % _INSTANCES)


def _toml_settings(_: BaseSettings) -> dict[str, Any]:
    try:
        return tomli.loads((ROOT / "settings.toml").read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except tomli.TOMLDecodeError as error:
        raise SettingsError(f"settings.toml cannot be read: {error}") from error


@functools.lru_cache(maxsize=1)
def get_settings() -> Settings:
    """The settings of this process, read and checked once.

    Raises:
        SettingsError: one line that names every wrong setting and what it may be.
    """
    try:
        return Settings()
    except ValidationError as error:
        faults = "; ".join(f"{'.'.join(str(part) for part in e['loc'])}: {e['msg']}" for e in error.errors())
        raise SettingsError(f"settings are wrong: {faults}") from error
