"""The conversation screen: turns, the voice orb's state, citations, and what may leave for the cloud."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Property, QObject, Signal, Slot

from assistant.conversation import Language
from ui.view_models.offer_revision import OfferRevision
from ui.view_models.passage import passage_rows
from ui.view_models.ports import (
    Answered,
    Caption,
    CloudOffer,
    CommandHeard,
    ConversationEvent,
    ConversationPort,
    Failed,
    Guesses,
    Heard,
    Level,
    ListeningAgain,
    OnEvent,
    Partial,
    PortFailed,
    Sentence,
    Speaking,
)
from ui.view_models.row_model import RowModel, for_qml
from ui.view_models.tasks import Tasks
from ui.view_models.turn import Turn, finished, joined
from ui.view_models.waking import Waking

#: Longest question that can be typed; a spoken turn of 30 s stays well below.
MAX_QUESTION_LENGTH = 1000


class ConversationViewModel(QObject):
    """``state`` is ``idle``, ``listening``, ``thinking``, ``speaking``, ``error`` or ``blocked``.

    Events of a turn that was stopped or overtaken by a newer one are ignored.
    """

    changed = Signal()
    level_changed = Signal()
    turn_added = Signal()
    offer_changed = Signal()
    passage_changed = Signal()
    guesses_changed = Signal()
    caption_changed = Signal()
    command_heard = Signal(object)  #: Each :class:`CommandHeard`: something is to be shown or done.

    def __init__(self, port: ConversationPort, tasks: Tasks, language: Language) -> None:
        super().__init__()
        self._port, self._tasks, self._language = port, tasks, language
        self._turns: RowModel[Turn] = RowModel(Turn, self)
        self._state = "idle"
        self._level = 0.0
        self._partial = ""
        self._trouble = ""
        self._spoken_turn = False
        self._number = 0
        self._task: asyncio.Task[None] | None = None
        self._offer: CloudOffer | None = None
        self._revising = OfferRevision(port, tasks, self)
        self._passage: dict[str, str] | None = None
        self._waking = Waking(port, tasks, woken=self.tap, failed=self._fail)
        self._guesses: tuple[str, ...] = ()
        self._caption = Caption(0, 0)

    @Property(QObject, constant=True)
    def turns(self) -> RowModel[Turn]:
        """What was said, oldest first."""
        return self._turns

    @Property(str, notify=changed)
    def state(self) -> str:
        """What the orb shows."""
        return self._state

    @Property(int, constant=True)
    def longestQuestion(self) -> int:  # noqa: N802
        """How many characters can be typed."""
        return MAX_QUESTION_LENGTH

    @Property(bool, notify=changed)
    def busy(self) -> bool:
        """A turn is under way and can be stopped."""
        return self._state in {"listening", "thinking", "speaking"}

    @Property(str, notify=changed)
    def partial(self) -> str:
        """Words heard so far."""
        return self._partial

    @Property(str, notify=changed)
    def trouble(self) -> str:
        """What to do, in the states ``error`` and ``blocked``."""
        return self._trouble

    @Property(list, notify=guesses_changed)
    def guesses(self) -> list[str]:
        """What may have been said, to choose from; mostly empty."""
        return list(self._guesses)

    @Property(int, notify=caption_changed)
    def spokenStart(self) -> int:  # noqa: N802
        """Where the word of the newest answer begins that is being spoken."""
        return self._caption.start

    @Property(int, notify=caption_changed)
    def spokenEnd(self) -> int:  # noqa: N802
        """Where it ends; 0 when nothing is spoken."""
        return self._caption.end

    @Property(float, notify=level_changed)
    def level(self) -> float:
        """Loudness, 0 to 1."""
        return self._level

    @Property("QVariantMap", notify=offer_changed)  # type: ignore[arg-type] # Qt's name
    def offer(self) -> dict[str, Any]:
        """What would leave, as a map of :class:`CloudOffer`, empty when nothing is offered."""
        value = for_qml(self._offer) if self._offer else {}
        return value if isinstance(value, dict) else {}

    @Property("QVariantMap", notify=passage_changed)  # type: ignore[arg-type] # Qt's name
    def passage(self) -> dict[str, str]:
        """The passage being read: title, heading, text, source, quote, passageId; empty when none is."""
        return self._passage or {}

    def set_language(self, language: Language) -> None:
        """Later turns are in ``language``, as is what keeps the person from talking."""
        self._language = language
        if self._state == "blocked":
            self.checkMicrophone()

    @Slot(str)
    def ask(self, question: str) -> None:
        """Ask a typed question."""
        question = question.strip()[:MAX_QUESTION_LENGTH]
        if not question:
            return
        number = self._begin("thinking", spoken=False)
        self._add_question(question)
        language = self._language
        self._run(number, lambda: self._port.ask(question, language, self._listener(number)))

    @Slot()
    def tap(self) -> None:
        """The orb was tapped: stop what goes on, or listen."""
        if self.busy:
            self.stop()
            return
        number = self._begin("listening", spoken=True)
        self._run(number, lambda: self._listen(number))

    @Slot()
    def finish(self) -> None:
        """The person is done speaking."""
        self._port.finish()

    @Slot(int)
    def choose(self, number: int) -> None:
        """Guess ``number`` (from 0; -1: none) is what was said."""
        self._port.choose(number)

    @Slot()
    def stop(self) -> None:
        """End the turn at once."""
        self._port.stop()
        self._number += 1
        if self._task is not None:
            self._task.cancel()
            self._task = None
        self._close_turn()
        self._set_state("idle")

    def forget(self) -> None:
        """Somebody else is here: nothing of what was said stays, neither on the screen nor for later questions."""
        self.stop()
        self._port.forget()
        self._turns.set_rows(())

    @Slot()
    def speakAgain(self) -> None:  # noqa: N802
        """Speak the last answer once more."""
        number = self._begin("speaking", spoken=True)
        self._run(number, self._port.speak_again)

    @Slot()
    def send(self) -> None:
        """The person agrees that what is offered leaves."""
        offer = self._take_offer()
        if offer is None:
            return
        number = self._begin("thinking", spoken=self._spoken_turn)
        self._turns.append(Turn("assistant", ""))
        self.turn_added.emit()
        self._run(number, lambda: self._port.send(offer.offer_id, self._listener(number)))

    def show_offer(self, offer: CloudOffer) -> None:
        """What would leave is this now."""
        self._offer = offer
        self.offer_changed.emit()

    @property
    def current_offer(self) -> CloudOffer | None:
        """What is offered now."""
        return self._offer

    @Property(QObject, constant=True)
    def revising(self) -> OfferRevision:
        """What the person may do with the offer but send it or keep it."""
        return self._revising

    @Slot()
    def stay(self) -> None:
        """Nothing leaves."""
        self._take_offer()
        self._close_turn()

    @Slot(str, str)
    def openPassage(self, passage_id: str, quote: str) -> None:  # noqa: N802
        """Show a cited passage; ``quote`` is what was cited of it."""
        self._tasks.start(self._read_passage(passage_id, quote))

    @Slot()
    def closePassage(self) -> None:  # noqa: N802
        """Put the passage away."""
        self._passage = None
        self.passage_changed.emit()

    @Slot()
    def checkMicrophone(self) -> None:  # noqa: N802
        """Look whether there is a microphone; the orb says so if not."""
        self._tasks.start(self._check_microphone())

    def _begin(self, state: str, *, spoken: bool) -> int:
        if self._task is not None:
            self._port.stop()
            self._task.cancel()
        self._take_offer()
        self._close_turn()
        self._number += 1
        self._spoken_turn = spoken
        self._set_state(state)
        return self._number

    def _run(self, number: int, turn: Callable[[], Awaitable[None]]) -> None:
        self._task = self._tasks.start(self._follow(number, turn))

    async def _follow(self, number: int, turn: Callable[[], Awaitable[None]]) -> None:
        try:
            await turn()
        except PortFailed as error:
            if number == self._number:
                self._fail(error.sentence)
        finally:
            if number == self._number:
                self._task = None
                self._close_turn()
                if self._offer is not None and self._offer.standing_since:
                    self.send()  # agreed to before, so it is not asked again
                elif self._state in {"listening", "thinking", "speaking"}:
                    self._set_state("idle")

    async def _listen(self, number: int) -> None:
        microphone = await asyncio.to_thread(self._port.microphone, self._language)
        if number != self._number:
            return
        if not microphone.available:
            self._set_state("blocked", microphone.sentence)
            return
        await self._port.listen(self._language, self._listener(number))

    async def _check_microphone(self) -> None:
        microphone = await asyncio.to_thread(self._port.microphone, self._language)
        if self._state in {"idle", "blocked"}:
            self._set_state("idle" if microphone.available else "blocked", microphone.sentence)

    async def _read_passage(self, passage_id: str, quote: str) -> None:
        view = await asyncio.to_thread(self._port.passage, passage_id)
        self._passage = passage_rows(view, passage_id, quote)
        self.passage_changed.emit()

    def _listener(self, number: int) -> OnEvent:
        def on_event(event: ConversationEvent) -> None:
            if number == self._number:
                self._take(event)

        return self._tasks.on_loop(on_event)

    def _take(self, event: ConversationEvent) -> None:
        match event:
            case Level(value):
                self._level = min(1.0, max(0.0, value))
                self.level_changed.emit()
            case Sentence(text):
                self._change_answer(lambda turn: replace(turn, text=joined(turn.text, text)))
            case Answered():
                self._change_answer(lambda turn: finished(turn, event))
            case CloudOffer():
                self._offer = event
                self.offer_changed.emit()
            case CommandHeard():
                self.command_heard.emit(event)
            case Failed(sentence):
                self._fail(sentence)
            case _:
                self._follow_voice(event)

    def _follow_voice(self, event: ConversationEvent) -> None:
        """Show what the voice hears and says."""
        match event:
            case Partial(text):
                self._partial = text
                self.changed.emit()
            case Heard(text):
                self._add_question(text)
                self._set_state("thinking")
            case Speaking(on):
                self._set_state("speaking" if on else "thinking")
            case ListeningAgain():
                self._close_turn()
                self._set_state("listening")
            case Guesses(texts):
                self._show_guesses(texts)
            case Caption():
                self._caption = event
                self.caption_changed.emit()

    def _add_question(self, question: str) -> None:
        self._turns.append(Turn("person", question, done=True))
        self._turns.append(Turn("assistant", ""))
        self.turn_added.emit()

    def _answer(self) -> Turn | None:
        rows = self._turns.rows
        return rows[-1] if rows and rows[-1].who == "assistant" and not rows[-1].failed else None

    def _change_answer(self, change: Callable[[Turn], Turn]) -> None:
        if self._answer() is None:
            self._turns.append(Turn("assistant", ""))
        self._turns.replace_last(change(self._turns.rows[-1]))
        self.turn_added.emit()

    def _close_turn(self) -> None:
        """Finish the last answer. One without a word goes, unless the person still has an offer to decide on."""
        answer = self._answer()
        if answer is None or answer.done:
            return
        if answer.text:
            self._turns.replace_last(replace(answer, done=True))
        elif self._offer is None:
            self._turns.remove_last()

    def _fail(self, sentence: str) -> None:
        answer = self._answer()
        if answer is not None and not answer.done and not answer.text:
            self._turns.replace_last(replace(answer, text=sentence, done=True, failed=True))
        self._set_state("error", sentence)

    def _take_offer(self) -> CloudOffer | None:
        offer, self._offer = self._offer, None
        if offer is not None:
            self.offer_changed.emit()
        return offer

    @Slot()
    def wakeAnew(self) -> None:  # noqa: N802
        """Another wake word was chosen, or none: begin to wait for it, or stop."""
        self._waking.end()
        self._waking.wait(self._state == "idle")

    def _show_guesses(self, texts: tuple[str, ...]) -> None:
        if texts != self._guesses:
            self._guesses = texts
            self.guesses_changed.emit()

    def _set_state(self, state: str, trouble: str = "") -> None:
        self._state, self._trouble = state, trouble
        if state != "speaking" and self._caption.end:
            self._caption = Caption(0, 0)
            self.caption_changed.emit()
        if state not in {"listening", "thinking", "speaking"}:
            self._show_guesses(())
        self._waking.wait(state == "idle")
        self._partial = ""
        self._level = 0.0
        self.changed.emit()
        self.level_changed.emit()
