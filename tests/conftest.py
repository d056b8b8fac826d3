"""What every test may ask for: real servers, and a corner of them that is the session's own (see ``instance``)."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Iterator

# Whatever instance the shell works with, what tests start lives in the tests' own.
os.environ["NAVIYAM_VAR_DIR"] = "var/test"

import hypothesis
import pytest

from members import demo
from settings import Settings, get_settings
from storage.bus import DEAD, WORKER, Bus
from storage.postgres import Pool, open_pool
from storage.redis import Client, open_client
from tests.instance import environment_of, manage_rabbitmq, own_settings, running_servers
from tests.system import system

__all__ = ["system"]

# The same examples in every run: a red suite is then a change's fault. `HYPOTHESIS_SEED=random` looks further.
hypothesis.settings.register_profile(
    "repeatable", derandomize=True, deadline=None, phases=set(hypothesis.Phase) - {hypothesis.Phase.explain}
)
if os.environ.get("HYPOTHESIS_SEED") != "random":
    hypothesis.settings.load_profile("repeatable")


@pytest.fixture(scope="session")
def servers() -> Iterator[Settings]:
    """PostgreSQL, Redis and RabbitMQ of the test instance, running; its settings."""
    instance = get_settings()
    with running_servers(instance):
        yield instance


@pytest.fixture(scope="session")
def settings(servers: Settings) -> Iterator[Settings]:
    """Settings with an empty migrated database, a Redis database and a virtual host for this session alone."""
    with own_settings(servers) as own:
        yield own


@pytest.fixture(scope="session")
def environment(settings: Settings) -> dict[str, str]:
    """The environment that makes a child process live by ``settings``."""
    return environment_of(settings)


@pytest.fixture(scope="session")
async def pool(settings: Settings) -> AsyncIterator[Pool]:
    """A pool with time for large fixtures. All tests of a session share the database: keep to rows of your own."""
    pool = await open_pool(settings, name="tests", statement_timeout_ms=60_000)
    yield pool
    await pool.close()


@pytest.fixture
async def redis(settings: Settings) -> AsyncIterator[Client]:
    """A client on an empty Redis database."""
    client = open_client(settings)
    await client.flushdb()
    yield client
    await client.close()


@pytest.fixture
async def bus(settings: Settings) -> AsyncIterator[Bus]:
    """The event bus with nothing on it."""
    for queue in (WORKER, DEAD):
        manage_rabbitmq(settings, "DELETE", f"queues/{settings.rabbitmq.vhost}/{queue}")
    bus = Bus(settings, name="tests")
    yield bus
    await bus.close()


@pytest.fixture
async def demo_people(pool: Pool) -> dict[str, demo.Person]:
    """The demo people as they are described, by user id."""
    await demo.seed(pool)
    return {person.user_id: person for person in demo.PEOPLE}
