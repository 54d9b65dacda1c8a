import QtQuick
import QtQuick.Controls.Basic
import QtQuick.VirtualKeyboard
import QtQuick.VirtualKeyboard.Settings

// The window of a station: full screen, no way out, and a keyboard for both languages where there is none to touch.
ApplicationWindow {
    id: frame

    required property QtObject shell
    property Item house: null
    property string failure: ""

    title: qsTr("Listenwell")
    color: Theme.bg
    width: Theme.sizeKioskWidth
    height: Theme.sizeKioskHeight
    flags: Qt.Window | Qt.FramelessWindowHint
    Component.onCompleted: {
        // What somebody typed is not to be offered to whoever comes next.
        VirtualKeyboardSettings.userDataReset();
        VirtualKeyboardSettings.wordCandidateList.alwaysVisible = false;
        VirtualKeyboardSettings.activeLocales = ["zh_CN", "en_GB"];
        VirtualKeyboardSettings.locale = Qt.binding(() => frame.shell.language === "zh" ? "zh_CN" : "en_GB");
    }

    Item {
        objectName: "place"
        width: parent.width
        height: keyboard.active ? keyboard.y : parent.height
    }

    InputPanel {
        id: keyboard

        visible: active
        width: parent.width
        y: active ? parent.height - height : parent.height
        z: 1
    }
}
