"""Who is computed with whom, in which order, and who is told at once that it is in vain."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable

import pytest

from serving.batching import Batcher
from serving.errors import DeadlinePassed, NotReady, Overloaded
from serving.schedule import Priority
from tests.serving.device import PATIENCE_S, Clock, Device, make

SOON, FAR = 10.0, 1_000.0
URGENT, BULK = Priority.INTERACTIVE, Priority.BULK

Ask = Callable[..., "asyncio.Task[list[str]]"]


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def held(clock: Clock) -> AsyncIterator[tuple[Device, Batcher[str, str]]]:
    """A batcher whose device is busy with a first row until the test lets it go."""
    device = Device(held=True)
    batcher = make(device, clock=clock)
    first = asyncio.create_task(batcher.submit([("first", 5)], priority=URGENT, deadline=clock.now + FAR))
    await device.began()
    yield device, batcher
    device.let_go()
    await asyncio.gather(first, return_exceptions=True)
    await batcher.close()


async def ask(
    batcher: Batcher[str, str], *texts: str, tokens: int = 5, priority: Priority = URGENT, deadline: float
) -> asyncio.Task[list[str]]:
    """Submit rows and let them reach the queue."""
    rows = [(text, tokens) for text in texts]
    task = asyncio.create_task(batcher.submit(rows, priority=priority, deadline=deadline))
    await asyncio.sleep(0)
    return task


async def answers(*tasks: asyncio.Task[list[str]]) -> list[list[str]]:
    return list(await asyncio.wait_for(asyncio.gather(*tasks), PATIENCE_S))


async def test_each_row_gets_its_own_answer_in_the_order_asked() -> None:
    batcher = make(Device())
    deadline = asyncio.get_running_loop().time() + PATIENCE_S
    rows = [(f"row {number}", 5) for number in range(50)]
    assert await batcher.submit(rows, priority=URGENT, deadline=deadline) == [text[::-1] for text, _ in rows]
    await batcher.close()


async def test_one_batch_runs_at_a_time_and_meanwhile_the_next_gathers(
    held: tuple[Device, Batcher[str, str]], clock: Clock
) -> None:
    device, batcher = held
    tasks = [await ask(batcher, name, deadline=clock.now + FAR) for name in "abcde"]
    device.let_go()
    assert await answers(*tasks) == [[name] for name in "abcde"]
    assert device.batches == [["first"], list("abcd"), ["e"]]
    assert device.most_at_once == 1


async def test_a_full_batch_does_not_wait_for_the_window_and_an_unfilled_one_does(clock: Clock) -> None:
    device = Device()
    batcher = make(device, rows_max=3, window_s=FAR, clock=clock)
    tasks = [await ask(batcher, name, deadline=clock.now + 2 * FAR) for name in "ab"]
    for _ in range(5):
        await asyncio.sleep(0)
    assert device.batches == []
    tasks.append(await ask(batcher, "c", deadline=clock.now + 2 * FAR))
    assert await answers(*tasks) == [["a"], ["b"], ["c"]]
    assert device.batches == [["a", "b", "c"]]
    await batcher.close()


async def test_a_row_does_not_wait_for_company_when_its_deadline_would_pass(clock: Clock) -> None:
    device = Device()
    batcher = make(device, window_s=FAR, clock=clock)
    batcher.times.observe(16, 1, SOON)
    assert await answers(await ask(batcher, "ab", deadline=clock.now + SOON)) == [["ba"]]
    await batcher.close()


async def test_somebody_who_waits_comes_before_bulk_that_came_first(
    held: tuple[Device, Batcher[str, str]], clock: Clock
) -> None:
    device, batcher = held
    bulk = await ask(batcher, *"123456", priority=BULK, deadline=clock.now + SOON)
    urgent = [await ask(batcher, name, deadline=clock.now + FAR) for name in "ab"]
    device.let_go()
    await answers(bulk, *urgent)
    assert device.batches[1:] == [["a", "b", "1", "2"], ["3", "4", "5", "6"]]


async def test_among_equals_the_nearest_deadline_comes_first(
    held: tuple[Device, Batcher[str, str]], clock: Clock
) -> None:
    device, batcher = held
    tasks = [await ask(batcher, str(s), deadline=clock.now + s) for s in (60, 50, 40, 30, 20)]
    device.let_go()
    await answers(*tasks)
    assert device.batches[1:] == [["20", "30", "40", "50"], ["60"]]


async def test_rows_are_batched_by_length_so_that_short_ones_are_not_padded_to_long_ones(
    held: tuple[Device, Batcher[str, str]], clock: Clock
) -> None:
    device, batcher = held
    deadline = clock.now + FAR
    tasks = []
    for number, tokens in enumerate((10, 120, 12, 100, 90, 11, 128)):
        tasks.append(await ask(batcher, f"{number}:{tokens}", tokens=tokens, deadline=deadline))
    device.let_go()
    await answers(*tasks)
    assert device.batches[1:] == [["0:10", "2:12", "5:11"], ["1:120", "3:100", "4:90", "6:128"]]


async def test_a_long_batch_takes_short_rows_along_where_there_is_room(
    held: tuple[Device, Batcher[str, str]], clock: Clock
) -> None:
    device, batcher = held
    long = await ask(batcher, "long", tokens=120, deadline=clock.now + SOON)
    short = await ask(batcher, "short", tokens=5, deadline=clock.now + FAR)
    device.let_go()
    await answers(long, short)
    assert device.batches[1:] == [["long", "short"]]


async def test_what_cannot_be_in_time_is_refused_at_once_and_told_when_it_could(
    held: tuple[Device, Batcher[str, str]], clock: Clock
) -> None:
    device, batcher = held
    batcher.times.observe(16, 4, 2.0)
    waiting = await ask(batcher, *"abcdefgh", deadline=clock.now + FAR)  # two batches of 2 s
    with pytest.raises(Overloaded) as refused:
        await batcher.submit([("late", 5)], priority=URGENT, deadline=clock.now + 5.9)
    assert refused.value.retry_after_s == 6.0
    in_time = await ask(batcher, "in time", deadline=clock.now + 6.1)
    device.let_go()
    assert (await answers(waiting, in_time))[1] == ["emit ni"]
    assert ["late"] not in device.batches


async def test_bulk_that_waits_does_not_get_somebody_refused(
    held: tuple[Device, Batcher[str, str]], clock: Clock
) -> None:
    device, batcher = held
    batcher.times.observe(16, 4, 2.0)
    bulk = await ask(batcher, *map(str, range(40)), priority=BULK, deadline=clock.now + FAR)
    urgent = await ask(batcher, "now", deadline=clock.now + 2.5)
    with pytest.raises(Overloaded):
        await batcher.submit([("later", 5)], priority=BULK, deadline=clock.now + 2.5)
    device.let_go()
    assert (await answers(bulk, urgent))[1] == ["won"]


async def test_a_measurement_that_was_bad_luck_does_not_shut_the_door_for_good() -> None:
    batcher = make(Device())
    batcher.times.observe(16, 1, 100.0)
    deadline = asyncio.get_running_loop().time() + PATIENCE_S
    for _ in range(60):  # each answer of an idle device brings the average down
        assert await batcher.submit([("ab", 5)], priority=URGENT, deadline=deadline) == ["ba"]
    assert batcher.times.estimate(16, 1) < 1.0
    await batcher.close()


async def test_a_row_whose_deadline_passed_while_it_waited_is_never_computed(
    held: tuple[Device, Batcher[str, str]], clock: Clock
) -> None:
    device, batcher = held
    late = await ask(batcher, "late", deadline=clock.now + SOON)
    patient = await ask(batcher, "patient", deadline=clock.now + FAR)
    clock.now += SOON + 1
    device.let_go()
    assert await answers(patient) == [["tneitap"]]
    with pytest.raises(DeadlinePassed):
        await late
    assert device.batches[1:] == [["patient"]]


async def test_an_answer_is_given_up_at_its_deadline_while_the_device_hangs() -> None:
    device = Device(held=True)
    batcher = make(device)
    loop = asyncio.get_running_loop()
    task = asyncio.create_task(batcher.submit([("a", 5)], priority=URGENT, deadline=loop.time() + 0.05))
    await device.began()
    with pytest.raises(DeadlinePassed):
        await asyncio.wait_for(task, PATIENCE_S)
    assert device.at_once == 1  # it hangs still
    device.let_go()
    assert await batcher.submit([("ab", 5)], priority=URGENT, deadline=loop.time() + PATIENCE_S) == ["ba"]
    await batcher.close()


async def test_a_full_queue_refuses(clock: Clock) -> None:
    device = Device(held=True)
    batcher = make(device, queue_max=3, clock=clock)
    tasks = [await ask(batcher, "a", deadline=clock.now + FAR)]
    await device.began()
    tasks.append(await ask(batcher, *"bcd", deadline=clock.now + FAR))
    with pytest.raises(Overloaded, match="3 rows wait"):
        await batcher.submit([("e", 5)], priority=URGENT, deadline=clock.now + FAR)
    device.let_go()
    await answers(*tasks)
    await batcher.close()


async def test_rows_of_a_caller_who_went_away_are_not_computed(
    held: tuple[Device, Batcher[str, str]], clock: Clock
) -> None:
    device, batcher = held
    gone = await ask(batcher, "x", "y", deadline=clock.now + SOON)
    stays = await ask(batcher, "stays", deadline=clock.now + FAR)
    gone.cancel()
    await asyncio.gather(gone, return_exceptions=True)
    device.let_go()
    await answers(stays)
    assert device.batches[1:] == [["stays"]]


async def test_a_batch_that_fails_fails_its_rows_and_the_next_is_served() -> None:
    device = Device()
    device.fails = lambda rows: ValueError("broken") if "bad" in rows else None
    batcher = make(device)
    deadline = asyncio.get_running_loop().time() + PATIENCE_S
    with pytest.raises(ValueError, match="broken"):
        await batcher.submit([("bad", 5)], priority=URGENT, deadline=deadline)
    assert await batcher.submit([("ok", 5)], priority=URGENT, deadline=deadline) == ["ko"]
    await batcher.close()


async def test_a_device_that_answers_too_few_rows_is_an_error_and_no_mix_up() -> None:
    device = Device()
    batcher = make(device)
    batcher._device = lambda rows: list(rows)[1:]  # type: ignore[assignment]
    deadline = asyncio.get_running_loop().time() + PATIENCE_S
    with pytest.raises(RuntimeError, match="1 of 2 rows"):
        await batcher.submit([("a", 5), ("b", 5)], priority=URGENT, deadline=deadline)
    await batcher.close()


async def test_closing_refuses_who_waits(clock: Clock) -> None:
    device = Device(held=True)
    batcher = make(device, clock=clock)
    running = await ask(batcher, "running", deadline=clock.now + FAR)
    await device.began()
    waiting = await ask(batcher, "waiting", deadline=clock.now + FAR)
    closing = asyncio.create_task(batcher.close())
    await asyncio.sleep(0)
    device.let_go()
    await asyncio.wait_for(closing, PATIENCE_S)
    for task in (running, waiting):
        with pytest.raises(NotReady):
            await task
