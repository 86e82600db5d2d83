"""Jobs beside the window, and the dialog that waits for one."""

import threading

import pytest
from pytestqt.qtbot import QtBot

from aip_desktop.errors import Refusal
from aip_desktop.ui.widgets.job import Job
from aip_desktop.ui.widgets.job_dialog import JobDialog


def count(job: Job) -> int:
    for done in range(5):
        job.step(done + 1, 5)
    return 5


def test_progress_and_outcome_arrive_here(qtbot: QtBot) -> None:
    job, steps, threads = Job(count), [], []
    job.progress.connect(
        lambda done, of: (steps.append((done, of)), threads.append(threading.current_thread()))
    )
    with qtbot.waitSignals([job.done, job.finished]):
        job.start()
    assert steps == [(k, 5) for k in range(1, 6)]
    assert set(threads) == {threading.main_thread()}


def test_cancel_stops_at_the_next_step(qtbot: QtBot) -> None:
    going = threading.Event()

    def endless(job: Job) -> None:
        going.wait(5)
        while True:
            job.step(0, 1)

    job, done = Job(endless), []
    job.done.connect(done.append)
    with qtbot.waitSignals([job.cancelled, job.finished]):
        job.start()
        job.cancel()
        going.set()
    assert done == []


def test_a_refusal_arrives_as_its_sentence_and_a_mistake_as_ours(qtbot: QtBot) -> None:
    def refuse(job: Job) -> None:
        raise Refusal("The folder is full.")

    refused, broken = Job(refuse), Job(lambda job: 1 / 0)
    with qtbot.waitSignal(refused.failed) as told:
        refused.start()
    assert told.args == ["The folder is full."]
    with qtbot.waitSignal(broken.failed) as told:
        broken.start()
    assert "log" in told.args[0]


def test_the_dialog_gives_back_the_outcome(qtbot: QtBot) -> None:
    def refuse(job: Job) -> None:
        raise Refusal("The folder is full.")

    assert JobDialog(Job(count), "Counting").run() == 5
    with pytest.raises(Refusal, match="The folder is full"):
        JobDialog(Job(refuse), "Refusing").run()


def test_the_dialog_cancels(qtbot: QtBot) -> None:
    def endless(job: Job) -> None:
        while True:
            job.step(1, 2)

    dialog = JobDialog(Job(endless), "Going on")
    qtbot.addWidget(dialog)
    dialog.job.progress.connect(lambda done, of: dialog.cancel.isEnabled() and dialog.cancel.click())
    assert dialog.run() is None
