"""The devices screen's port over the device service."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from app.device_service import DeviceService
from app.records.errors import RecordsError
from assistant.conversation import Language
from device_io.events import (
    DeviceEvent,
    DeviceFound,
    PasskeyWanted,
    SessionResult,
    SessionState,
    StateChanged,
)
from device_io.radio import RadioError
from ui.adapters.error_words import failed, sentence
from ui.view_models.ports import DeviceView, Unsubscribe

#: How long a search lasts, in seconds; meters advertise for seconds to two minutes.
SEARCH_SECONDS = 15.0

_STATES = {
    SessionState.WAIT_ADVERT: {Language.ZH: "等待设备", Language.EN: "Waiting for the device"},
    SessionState.CONNECT: {Language.ZH: "正在连接", Language.EN: "Connecting"},
    SessionState.SECURE: {Language.ZH: "正在配对", Language.EN: "Pairing"},
    SessionState.NEEDS_PASSKEY: {
        Language.ZH: "请输入屏幕上的数字",
        Language.EN: "Type the digits on its display",
    },
    SessionState.DISCOVER: {Language.ZH: "正在查看功能", Language.EN: "Looking at what it offers"},
    SessionState.IDENTIFY: {Language.ZH: "正在识别型号", Language.EN: "Reading its model"},
    SessionState.SET_TIME: {Language.ZH: "正在校准时间", Language.EN: "Setting its clock"},
    SessionState.SUBSCRIBE: {Language.ZH: "正在准备接收", Language.EN: "Getting ready to receive"},
    SessionState.LISTEN: {Language.ZH: "正在接收读数", Language.EN: "Receiving readings"},
    SessionState.COMMIT: {Language.ZH: "正在保存", Language.EN: "Saving"},
    SessionState.CLOSE: {Language.ZH: "正在断开", Language.EN: "Hanging up"},
    SessionState.HOLD_OFF: {
        Language.ZH: "已收到，等下一次测量",
        Language.EN: "Received; waiting for the next reading",
    },
    SessionState.STALE_BOND: {
        Language.ZH: "配对失效，请重新添加",
        Language.EN: "No longer paired; add it again",
    },
    SessionState.UNSUPPORTED: {Language.ZH: "不支持这台设备", Language.EN: "Not supported"},
}
_RESULTS = {
    SessionResult.DELIVERED: "添加好了，读数已经保存。",
    SessionResult.NOTHING_NEW: "添加好了，还没有新的读数。",
    SessionResult.PAIRING_FAILED: "配对没有成功，请核对数字后再试。",
    SessionResult.CANCELLED: "已取消，没有添加设备。",
    SessionResult.BOND_REFUSED: "设备不认这台电脑了，请在设备上清除配对后再添加。",
    SessionResult.UNSUPPORTED: "不支持这台设备，可以手动输入读数。",
    SessionResult.UNREACHABLE: "没有找到设备，请打开它并放近一点。",
    SessionResult.LINK_LOST: "连接断了，请放近一点再试。",
    SessionResult.NOT_STORED: "读数没有保存成功，请再试一次。",
    SessionResult.NO_BLUETOOTH: "蓝牙不能用，请先打开蓝牙。",
}
_KNOWN = {Language.ZH: "已添加", Language.EN: "Added"}


class DevicesAdapter:
    """Home devices (:class:`ui.view_models.ports.DevicesPort`).

    Passkey questions of the service come here (:meth:`ask_passkey`) and go to whoever is adding the device.
    """

    def __init__(self, display: Callable[[str], Awaitable[int]] | None = None) -> None:
        """``display`` reads the six digits off a virtual device, which has no display of its own to look at."""
        self._display = display
        self._service: DeviceService | None = None
        self._language = Language.EN
        self._asking: Callable[[str], Awaitable[int | None]] | None = None
        self._states: dict[str, SessionState] = {}
        self._on_state: Callable[[str], None] | None = None
        self._callbacks: list[Callable[[], None]] = []

    def serve(self, service: DeviceService) -> None:
        """Use ``service`` from now on."""
        self._service = service
        service.listen(self._hear)

    async def ask_passkey(self, wanted: PasskeyWanted) -> int | None:
        """Let the person who adds the device type its digits."""
        if self._asking is None:
            return None
        name = wanted.name
        if self._display is not None:
            name = f"{name} ({await self._display(wanted.address):06d})"
        return await self._asking(name)

    def devices(self, language: Language) -> tuple[DeviceView, ...]:
        """The devices of the household."""
        self._language = language
        try:
            known = self._running.known()
        except RecordsError as error:
            raise failed(error, language) from error
        return tuple(
            DeviceView(
                one.device.address,
                one.device.model or one.device.name,
                self._words(one.device.address, language),
                one.device.battery_percent,
                one.device.simulated,
            )
            for one in known
        )

    def subscribe(self, callback: Callable[[], None]) -> Unsubscribe:
        """Call ``callback`` after each change."""
        self._callbacks.append(callback)
        return lambda: self._callbacks.remove(callback)

    async def find(self, on_found: Callable[[DeviceView], None]) -> None:
        """Search for :data:`SEARCH_SECONDS`; a device is told the moment it is heard."""

        def hear(event: DeviceEvent) -> None:
            if isinstance(event, DeviceFound):
                device = event.device
                on_found(DeviceView(device.address, device.name, f"{event.rssi} dBm", None, device.simulated))

        stop = self._running.listen(hear)
        try:
            await self._running.find(SEARCH_SECONDS)
        except RadioError as error:
            raise failed(error, self._language) from error
        finally:
            stop()

    async def add(
        self,
        address: str,
        ask_passkey: Callable[[str], Awaitable[int | None]],
        on_state: Callable[[str], None],
    ) -> str:
        """Pair a device and take its first readings."""
        self._asking, self._on_state = ask_passkey, on_state
        try:
            ended = await self._running.add(address)
        finally:
            self._asking = self._on_state = None
        return _RESULTS[ended.result] if self._language is Language.ZH else ended.sentence

    async def forget(self, address: str) -> None:
        """Forget a device; its readings stay."""
        try:
            await self._running.forget(address)
        except (RadioError, RecordsError) as error:
            raise failed(error, self._language) from error
        finally:
            self.changed()

    def radio_sentence(self, language: Language) -> str:
        """What to do about Bluetooth, or nothing when it works."""
        unavailable = self._running.unavailable
        return sentence(unavailable, language) if unavailable is not None else ""

    @property
    def _running(self) -> DeviceService:
        if self._service is None:
            raise RuntimeError("the devices screen has no device service")
        return self._service

    def _hear(self, event: DeviceEvent) -> None:
        if isinstance(event, StateChanged):
            self._states[event.address] = event.state
            if self._on_state is not None:
                self._on_state(_STATES[event.state][self._language])
        self.changed()

    def changed(self) -> None:
        """Tell the screen that something about the devices is new."""
        for callback in tuple(self._callbacks):
            callback()

    def _words(self, address: str, language: Language) -> str:
        state = self._states.get(address)
        return _STATES[state][language] if state is not None else _KNOWN[language]
