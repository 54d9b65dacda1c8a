"""What is said about devices, in both languages: what to press, how a conversation stands, what to do when it fails."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from assistant.conversation import Language
from device_io.events import Notice, SessionResult, SessionState
from device_io.radio import AdapterCondition
from device_io.reading import ReadingKind
from ui.view_models.ports import NextStep, WizardStep

_ZH, _EN = Language.ZH, Language.EN
Words = Mapping[Language, str]

#: The kinds of devices in the order in which they are offered: the most common at home first.
KINDS: Final[Mapping[ReadingKind, Words]] = {
    ReadingKind.BLOOD_PRESSURE: {_ZH: "血压计", _EN: "Blood pressure monitor"},
    ReadingKind.GLUCOSE: {_ZH: "血糖仪", _EN: "Glucose meter"},
    ReadingKind.CONTINUOUS_GLUCOSE: {_ZH: "动态血糖仪", _EN: "Glucose sensor"},
    ReadingKind.TEMPERATURE: {_ZH: "体温计", _EN: "Thermometer"},
    ReadingKind.SPO2: {_ZH: "血氧仪", _EN: "Pulse oximeter"},
    ReadingKind.WEIGHT: {_ZH: "体重秤", _EN: "Weighing scale"},
    ReadingKind.BODY_COMPOSITION: {_ZH: "体脂秤", _EN: "Body fat scale"},
    ReadingKind.HEART_RATE: {_ZH: "心率带", _EN: "Heart rate strap"},
}

#: What comes before pressing anything.
BESIDE: Final[Words] = {_ZH: "把它放在这台机器旁边。", _EN: "Put it beside this machine."}

#: The sentence of each step of adding a device.
STEPS: Final[Mapping[WizardStep, Words]] = {
    "kind": {_ZH: "您要添加哪一种设备？", _EN: "Which device do you want to add?"},
    "prepare": {_ZH: "照着做，康聆会自己找到它。", _EN: "Do this, and Listenwell finds it by itself."},
    "choose": {_ZH: "请选您的那一台。", _EN: "Choose the one that is yours."},
    "adding": {_ZH: "找到了{device}，正在连接，别关掉它。", _EN: "Found {device}. Connecting; leave it on."},
    "passkey": {
        _ZH: "请看{device}的屏幕，把六个数字输在这里。",
        _EN: "Look at the display of {device} and type its six digits here.",
    },
    "consent": {
        _ZH: "{device}记着几个人。第一次用就选“新用户”，不然输入用户号和代码。",
        _EN: "{device} keeps several people apart. Choose New user, or type your user number and code.",
    },
}

STATES: Final[Mapping[SessionState, Words]] = {
    SessionState.WAIT_ADVERT: {_ZH: "等待设备", _EN: "Waiting for the device"},
    SessionState.CONNECT: {_ZH: "正在连接", _EN: "Connecting"},
    SessionState.SECURE: {_ZH: "正在配对", _EN: "Pairing"},
    SessionState.NEEDS_PASSKEY: {_ZH: "请输入屏幕上的数字", _EN: "Type the digits on its display"},
    SessionState.DISCOVER: {_ZH: "正在查看功能", _EN: "Looking at what it offers"},
    SessionState.IDENTIFY: {_ZH: "正在识别型号", _EN: "Reading its model"},
    SessionState.SET_TIME: {_ZH: "正在校准时间", _EN: "Setting its clock"},
    SessionState.NEEDS_CONSENT: {_ZH: "请选择用户", _EN: "Choose a user of the device"},
    SessionState.SYSTEM_DIALOG: {
        _ZH: "如果电脑弹出配对窗口，请在里面输入设备上的数字",
        _EN: "If the computer shows a pairing window, type the device's digits there",
    },
    SessionState.SUBSCRIBE: {_ZH: "正在准备接收", _EN: "Getting ready to receive"},
    SessionState.LISTEN: {_ZH: "正在接收读数", _EN: "Receiving readings"},
    SessionState.COMMIT: {_ZH: "正在保存", _EN: "Saving"},
    SessionState.CLOSE: {_ZH: "正在断开", _EN: "Hanging up"},
    SessionState.HOLD_OFF: {_ZH: "已收到，等下一次测量", _EN: "Received; waiting for the next reading"},
    SessionState.STALE_BOND: {_ZH: "配对失效，请重新配对", _EN: "No longer paired; pair it again"},
    SessionState.UNSUPPORTED: {_ZH: "不支持这台设备", _EN: "Not supported"},
}
KNOWN: Final[Words] = {_ZH: "已添加", _EN: "Added"}

NOTICES: Final[Mapping[Notice, Words]] = {
    Notice.BATTERY_LOW: {_ZH: "电池快用完了", _EN: "Battery is low"},
    Notice.SENSOR_STOPPED: {_ZH: "传感器已停用，请换新的", _EN: "The sensor has ended; use a new one"},
    Notice.SENSOR_FAULT: {_ZH: "传感器出了故障，请换新的", _EN: "The sensor is faulty; use a new one"},
    Notice.SENSOR_ENDS_SOON: {_ZH: "传感器快到期了", _EN: "The sensor ends soon"},
    Notice.CALIBRATION_NEEDED: {_ZH: "传感器要校准", _EN: "The sensor needs calibration"},
    Notice.SENSOR_WARMING_UP: {_ZH: "传感器正在预热", _EN: "The sensor is warming up"},
}

#: How adding a device ended well.
ADDED: Final[Mapping[SessionResult, Words]] = {
    SessionResult.DELIVERED: {_ZH: "添加好了，读数已经保存。", _EN: "Added, and its reading is saved."},
    SessionResult.NOTHING_NEW: {
        _ZH: "添加好了，还没有新的读数。量一次，读数会自己过来。",
        _EN: "Added. It had no new reading: measure once and it comes by itself.",
    },
    SessionResult.STOPPED: {
        _ZH: "添加好了，其余的读数下次再取。",
        _EN: "Added; the rest of its readings are fetched another time.",
    },
}

#: What is said while a device that is known is asked for its readings, and how that ended well.
FETCHING: Final[Words] = {
    _ZH: "正在等设备。请按一下它的蓝牙键，或者量一次。",
    _EN: "Waiting for the device. Press its Bluetooth button, or take a measurement.",
}
FETCHED: Final[Mapping[SessionResult, Words]] = {
    SessionResult.DELIVERED: {_ZH: "新的读数已经取来了。", _EN: "Its new readings have come."},
    SessionResult.NOTHING_NEW: {_ZH: "设备里没有新的读数。", _EN: "The device had no new readings."},
    SessionResult.STOPPED: {
        _ZH: "停下了，其余的读数下次再取。",
        _EN: "Stopped; the rest of its readings are fetched another time.",
    },
}

_TRY_AGAIN: Final[Words] = {_ZH: "再试一次", _EN: "Try again"}
#: How adding a device failed: what happened, the one next thing to do, and its words.
FAILURES: Final[Mapping[SessionResult, tuple[Words, NextStep, Words]]] = {
    SessionResult.WRONG_PASSKEY: (
        {
            _ZH: "数字不对，设备没有接受。看清它屏幕上的六位数字。",
            _EN: "Those were not its six digits. Look at its display.",
        },
        "connect",
        {_ZH: "再输一次", _EN: "Type them again"},
    ),
    SessionResult.PAIRING_FAILED: (
        {_ZH: "配对没有成功。请关掉设备再打开。", _EN: "Pairing did not work. Switch the device off and on."},
        "connect",
        _TRY_AGAIN,
    ),
    SessionResult.PAIRING_REFUSED: (
        {
            _ZH: "设备拒绝了，它可能连着手机。请在手机的蓝牙里忘掉它。",
            _EN: "The device refused. It may belong to a phone: remove it from the phone's Bluetooth.",
        },
        "connect",
        _TRY_AGAIN,
    ),
    SessionResult.CANCELLED: (
        {_ZH: "您停下了，没有添加设备。", _EN: "You stopped; nothing was added."},
        "connect",
        {_ZH: "重新开始", _EN: "Start again"},
    ),
    SessionResult.BOND_REFUSED: (
        {_ZH: "以前的配对失效了。", _EN: "The earlier pairing no longer works."},
        "pair_again",
        {_ZH: "忘掉旧的，重新配对", _EN: "Forget it and pair again"},
    ),
    SessionResult.STALE_BOND: (
        {_ZH: "以前的配对失效了。", _EN: "The earlier pairing no longer works."},
        "pair_again",
        {_ZH: "忘掉旧的，重新配对", _EN: "Forget it and pair again"},
    ),
    SessionResult.UNSUPPORTED: (
        {_ZH: "这台设备只和厂家自己的软件通话。", _EN: "This device only talks to its maker's own app."},
        "enter",
        {_ZH: "手动输入读数", _EN: "Type the reading in"},
    ),
    SessionResult.NEEDS_CONSENT: (
        {
            _ZH: "没有选用户，设备不给读数。用户号和代码在它的屏幕上。",
            _EN: "Without a user it sends nothing. The user and the code are on its display.",
        },
        "connect",
        _TRY_AGAIN,
    ),
    SessionResult.UNREACHABLE: (
        {_ZH: "设备没有回应，可能已经关了。", _EN: "The device does not answer; it may have gone to sleep."},
        "search",
        {_ZH: "打开它，再找一次", _EN: "Wake it and look again"},
    ),
    SessionResult.LINK_LOST: (
        {_ZH: "连接断了。请把设备放近一点。", _EN: "The connection was lost. Bring the device nearer."},
        "connect",
        _TRY_AGAIN,
    ),
    SessionResult.BUSY: (
        {_ZH: "设备正在忙着传读数。请等一分钟。", _EN: "The device is busy sending readings. Wait a minute."},
        "connect",
        _TRY_AGAIN,
    ),
    SessionResult.NOT_STORED: (
        {
            _ZH: "读数没有存下来，磁盘可能满了。",
            _EN: "The reading could not be stored; the disk may be full.",
        },
        "connect",
        _TRY_AGAIN,
    ),
}
NOTHING_FOUND: Final[tuple[Words, Words]] = (
    {
        _ZH: "没有找到。请看看电池，再按一次它的键。如果它连着手机，先关掉手机的蓝牙。",
        _EN: "Nothing was found. Check the battery and press its button again. If it is used with a phone, switch "
        "the phone's Bluetooth off first.",
    },
    {_ZH: "再找一次", _EN: "Look again"},
)
BLUETOOTH: Final[Mapping[AdapterCondition, Words]] = {
    AdapterCondition.NO_ADAPTER: {
        _ZH: "这台机器没有蓝牙。请插一个蓝牙适配器（4.0 以上）。",
        _EN: "This machine has no Bluetooth. Plug in a Bluetooth adapter (4.0 or later).",
    },
    AdapterCondition.OFF: {
        _ZH: "蓝牙没有打开。请在系统设置里打开蓝牙。",
        _EN: "Bluetooth is off. Turn it on in the system's settings.",
    },
    AdapterCondition.DENIED: {
        _ZH: "系统不让康聆用蓝牙。请在系统的隐私设置里允许。",
        _EN: "Listenwell may not use Bluetooth. Allow it in the system's privacy settings.",
    },
    AdapterCondition.NO_SERVICE: {
        _ZH: "蓝牙服务没有运行。请让家人启动蓝牙服务。",
        _EN: "The Bluetooth service is not running. Ask somebody to start it.",
    },
    AdapterCondition.UNKNOWN: {
        _ZH: "蓝牙没有反应。请在系统设置里关掉再打开。",
        _EN: "Bluetooth does not answer. Turn it off and on in the system's settings.",
    },
}
VENDOR_ONLY: Final[Words] = {
    _ZH: "只能用厂家软件，可以手动输入",
    _EN: "Works with its maker's app only; you can type readings in",
}


def bluetooth_words(condition: AdapterCondition, language: Language) -> str:
    """What to do about Bluetooth."""
    return BLUETOOTH.get(condition, BLUETOOTH[AdapterCondition.UNKNOWN])[language]
